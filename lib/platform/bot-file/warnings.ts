import { goldEntities } from '../../../schemas/gold-entities.ts'
import { baseOf } from '../engine/language.ts'
import { ALWAYS, CULTURES, RECOGNISED } from '../nlu/gold-names.ts'
import type { Names } from './check-word.ts'
import { at, entriesAt, type Place } from './document.ts'
import type { Report } from './bot-file-issue.ts'

/**
 * Warns of requirements on gold entities that are never found, in any language or in one of the bot's: the bot would
 * ask for ever.
 */
export function warnOfUnrecognised (root: Place, { languages }: Names, report: Report): void {
  const own = new Set((at(root, 'entities')?.entries ?? []).map(({ key }) => key))
  const without = languages.filter(language => !CULTURES.has(baseOf(language)))
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
    if (own.has(name) || !Object.hasOwn(goldEntities, name) || ALWAYS.includes(name)) return
    if (!RECOGNISED.includes(name)) {
      report.warn(path, offset, `nothing recognises the gold entity \`${name}\`: ` +
        'declare it under entities with its values, or the bot asks for ever')
    } else if (without.length > 0) {
      report.warn(path, offset, `\`${name}\` is not recognised in ${without.join(', ')}: ` +
        'declare it under entities, or the bot asks for ever in that language')
    }
  }
}

/** Warns of skills that always go on to each other. */
export function warnOfCircles (root: Place, report: Report): void {
  const next = new Map<string, { skill: string, place: Place, path: string }>()
  for (const { key, place, path } of entriesAt(at(root, 'skills'), '/skills')) {
    const index = at(place, 'actions')?.items.findIndex(action =>
      at(action, 'if') === undefined && leadsTo(action) !== undefined) ?? -1
    const action = at(place, 'actions')?.items[index]
    const skill = action === undefined ? undefined : leadsTo(action)
    if (action !== undefined && skill !== undefined && at(place,
      'requirements') === undefined) next.set(key, { skill, place: action, path: `${path}/actions/${index}/goto` })
  }
  const told = new Set<string>()
  for (const start of next.keys()) {
    const way = [start]
    for (let skill = next.get(start)?.skill; skill !== undefined &&
      !way.includes(skill); skill = next.get(skill)?.skill) way.push(skill)
    const back = next.get(way.at(-1) as string)
    if (back?.skill !== start || told.has(start)) continue
    for (const skill of way) told.add(skill)
    report.warn(back.path, back.place.offset,
      `a circle of skills: ${[...way, start].join(' > ')}; give one of its gotos a condition`)
  }
}

/** Where an action goes at once. */
function leadsTo (action: Place): string | undefined {
  const goto = at(action, 'goto')
  if (goto?.kind === 'text') return String(goto.value)
  return at(goto, 'wait')?.value === true ? undefined : at(goto, 'skill')?.value as string | undefined
}
