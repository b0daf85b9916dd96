import { goldEntities } from '../../../schemas/gold-entities.ts'
import { baseOf } from '../engine/language.ts'
import { ALWAYS, CULTURES, RECOGNISED } from '../nlu/gold-names.ts'
import type { Names } from './check-word.ts'
import { at, entriesAt, type Place } from './document.ts'
import type { Report } from './bot-file-issue.ts'

/**
 * Warns of requirements on entities that are never found, in any language or in one of the bot's: the bot would ask for
 * ever.
 */
export function warnOfUnrecognised (root: Place, { languages }: Names, report: Report): void {
  for (const { place, path } of entriesAt(at(root, 'skills'), '/skills')) {
    walk(at(place, 'requirements'), `${path}/requirements`)
  }

  function walk (place: Place | undefined, path: string): void {
    place?.items.forEach((requirement, index) => {
      const entity = at(requirement, 'entity')
      if (entity !== undefined) warn(entity, `${path}/${index}/entity`)
      for (const group of ['and', 'or']) walk(at(requirement, group), `${path}/${index}/${group}`)
    })
  }

  function warn ({ value, offset }: Place, path: string): void {
    const name = String(value)
    const own = at(root, 'entities', name)
    if (own === undefined && !Object.hasOwn(goldEntities, name)) return // told as a mistake
    const missing = languagesWithout(name, [])
    const [what, hint] = own === undefined
      ? [`the gold entity \`${name}\``, 'declare it under entities with its values']
      : [`\`${name}\``, 'give it values']
    if (missing.length === languages.length) {
      report.warn(path, offset, `nothing recognises ${what}: ${hint}, or the bot asks for ever`)
    } else if (missing.length > 0) {
      report.warn(path, offset, `\`${name}\` is not recognised in ${missing.join(', ')}: ` +
        `${own === undefined ? 'declare it under entities' : hint}, or the bot asks for ever in that language`)
    }
  }

  /** Languages of the bot in which an entity is never found. @param roles that lead to it */
  function languagesWithout (name: string, roles: readonly string[]): readonly string[] {
    const own = at(root, 'entities', name)
    if (own === undefined) {
      if (ALWAYS.includes(name)) return []
      return RECOGNISED.includes(name) ? languages.filter(language => !CULTURES.has(baseOf(language))) : languages
    }
    const isGuessed = at(own, 'free')?.value === true && (at(own, 'after') ?? at(own, 'before')) !== undefined
    if (isGuessed || at(own, 'regex') !== undefined) return []
    const values = at(own, 'values')
    const withoutValues = languages.filter(language =>
      ((values?.kind === 'list' ? values : at(values, language))?.items.length ?? 0) === 0)
    const base = at(own, 'of')
    if (base === undefined || roles.includes(name)) return withoutValues
    const withoutBase = languagesWithout(String(base.value), [...roles, name])
    return withoutValues.filter(language => withoutBase.includes(language))
  }
}
