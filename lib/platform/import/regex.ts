import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotDraft, DraftEntity } from './draft.ts'

/** Ruby's way of writing what JavaScript writes otherwise. */
const TRANSLATIONS: ReadonlyArray<[ruby: RegExp, javascript: string]> = [
  [/\\A/g, '^'],
  [/\\[zZ]/g, '$'],
  [/\\h/g, '[0-9a-fA-F]'],
  [/\[:alpha:\]/g, '\\p{L}'],
  [/\[:digit:\]/g, '\\d'],
  [/\[:alnum:\]/g, '\\p{L}\\p{N}'],
  [/\[:upper:\]/g, '\\p{Lu}'],
  [/\[:lower:\]/g, '\\p{Ll}'],
  [/\[:space:\]/g, '\\s'],
  [/\[:punct:\]/g, '\\p{P}'],
  [/\[:word:\]/g, '\\w'],
  [/\[:xdigit:\]/g, '0-9a-fA-F']
]

/** What says nothing under the flag x; what is between brackets or behind a backslash does. */
const SPACE_OR_COMMENT = /\\.|\[(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]?|#[^\n]*|\s+/gs

/** What JavaScript would read as something else, without an error. Read where escaped backslashes are left out. */
const RUBY_ALONE = /\\[RXKGgea]|\[:\^?\w+:\]|&&|\[[^\]\\]*(?:\\.[^\]\\]*)*\[/

/**
 * Gives an entity its regular expression, from Ruby's syntax, which the platform's follows. One that cannot be
 * translated is reported.
 */
export function addRegex (
  draft: BotDraft, entity: DraftEntity, name: string, pattern: string, flags: string, source: string
): void {
  const target = `/entities${appendPointerStep(name)}`
  const unknown = [...new Set(flags)].filter(flag => !'imsxgu'.includes(flag)).join('')
  if (unknown !== '') draft.report.changed(source, `entity ${name}: the flags ${unknown} are left out`, target)
  const translated = translateRegex(pattern, flags)
  if (translated !== undefined) {
    entity.regex = translated.pattern
    if (translated.flags !== '') entity.flags = translated.flags
    return
  }
  entity.kind = 'restricted'
  draft.report.lost(source, pattern === ''
    ? `entity ${name} has no regular expression: it recognises nothing`
    : `entity ${name}: the regular expression ${pattern.slice(0, 200)} is none in JavaScript, so it recognises ` +
      'nothing: write it anew', target)
  draft.comments.set(target, ` its regular expression was ${pattern.slice(0, 200).replace(/\s/g, ' ')}`)
}

/** @returns undefined for what JavaScript cannot express */
export function translateRegex (ruby: string, rubyFlags: string): { pattern: string, flags: string } | undefined {
  if (ruby === '') return undefined
  const [, written = ruby, behind = ''] = /^\/(.*)\/([a-z]*)$/s.exec(ruby) ?? []
  const [, inline = '', rest = written] = /^\(\?([imx]+)\)(.*)$/s.exec(written) ?? []
  const given = rubyFlags + behind + inline
  let pattern = given.includes('x')
    ? rest.replace(SPACE_OR_COMMENT, part => /^[\\[]/.test(part) ? part : '')
    : rest
  for (const [from, to] of TRANSLATIONS) pattern = pattern.replace(from, to)
  if (RUBY_ALONE.test(pattern.replaceAll('\\\\', '').replace(/\\[[\]]/g, ''))) return undefined
  // the m of Ruby lets the dot match line ends, as s does here
  const flags = `${given.includes('i') ? 'i' : ''}${/[ms]/.test(given) ? 's' : ''}`
  return [flags, `${flags}u`].map(flags => ({ pattern, flags })).find(({ pattern, flags }) => {
    if (!flags.includes('u') && /\\p\{/.test(pattern)) return false // without u it is the letter p
    return isRegex(pattern, flags)
  })
}

function isRegex (pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags).test('') // one that is too large is told when it is used
    return true
  } catch {
    return false
  }
}
