import { groups, type Group } from '../../check/rules/rule.ts'
import type { CheckedRule, CheckFinding, Report } from '../../check/report/schema.ts'
import { linesOf, type Line, type Span, type Style } from '../text/line.ts'
import { wrap } from '../text/wrap.ts'

const WIDTH = 80 // columns, also in a wider terminal or a file
const marks: Readonly<Record<CheckFinding['severity'], Span>> = {
  error: { style: 'red', text: 'FAIL' },
  warning: { style: 'yellow', text: 'WARN' },
  advice: { style: 'cyan', text: 'NOTE' }
}
const endings: Readonly<Record<Report['ended'], string>> = {
  complete: '',
  limit: ', then the limit was reached',
  died: ', then the server did not recover',
  interrupted: ', then it was interrupted'
}
const LONG_WORD = /\S{68}/g
const MAX_ANSWER_CHARS = 300

/** The score card, and each finding below it with its request, the answer and the fix. */
export function showReport (report: Report): Line[] {
  const { url, skills, seed, requests, ms, ended, rules, findings, counts, elsewhere } = report
  const lines: Line[] = [
    [{ style: 'bold', text: url }],
    [
      `${requests} calls in ${(ms / 1000).toFixed(1)} s${endings[ended]}; ` +
        `${skills.length === 1 ? 'skill' : 'skills'} ${skills.join(', ')}; seed ${seed}`
    ],
    ...elsewhere.map(({ skill, origin }): Line =>
      [`not called: skill ${skill} at ${origin}, which is not the origin that was given`]),
    [],
    ...groups.flatMap(group =>
      showGroup(group, rules.filter(rule => rule.group === group))
    ),
    ...findings.flatMap((finding, index) => [[], ...showFinding(finding, index + 1, findings)]),
    [],
    [summary(counts)]
  ]
  return lines
}

function showGroup (group: Group, all: readonly CheckedRule[]): Line[] {
  const rules = all.filter(({ result }) => result !== 'skipped')
  if (rules.length === 0) return []
  const numbers = (['passed', 'failed', 'warned', 'advised', 'not-checked'] as const).map(result => ({
    result, number: rules.filter(rule => rule.result === result).length
  }))
  const words = numbers
    .filter(({ number }) => number > 0)
    .map(({ result, number }) => `${number} ${result.replace('-', ' ')}`)
  const good = numbers.every(({ result, number }) => result === 'passed' || result === 'not-checked' || number === 0)
  const head: Line = [{ style: good ? 'bold' : 'red', text: group.padEnd(8) }, ` ${words.join(', ')}`]
  const broken = rules.filter(({ result }) => result === 'failed' || result === 'warned' || result === 'advised')
  return [
    head,
    ...broken.map(({ id, title, result }): Line => [
      '         ', marks[result === 'failed' ? 'error' : result === 'warned' ? 'warning' : 'advice'], ` ${id}: ${title}`
    ]),
    ...reasons(rules)
  ]
}

/** Rules that were not checked for the same reason share a line. */
function reasons (rules: readonly CheckedRule[]): Line[] {
  const left = rules.filter(({ result }) => result === 'not-checked')
  return [...new Set(left.map(({ because }) => because))].map(because => {
    const own = left.filter(rule => rule.because === because)
    const names = own.length > 3 ? `${own.length} rules` : own.map(({ id }) => id).join(', ')
    return ['         ', { style: 'dim', text: `not checked: ${names} (${because})` }]
  })
}

function showFinding (
  { rule, severity, title, saw, path, skills, count, expected, source, request, answer, fix }: CheckFinding,
  number: number,
  all: readonly CheckFinding[]
): Line[] {
  const times = count > 1 ? `, ${count} times` : ''
  const where = [
    ...(path === undefined ? [] : [`at ${path}`]),
    ...(skills.length > 0 ? [`skill ${skills.slice(0, 5).join(', ')}${skills.length > 5 ? ' and more' : ''}`] : [])
  ]
  const same = all.findIndex(other => other.request.curl === request.curl) + 1
  return [
    [`${number}. `, marks[severity], ' ', { style: 'bold', text: rule }, ` ${title}`],
    ...part('saw', `${saw}${times}${where.length > 0 ? ` (${where.join('; ')})` : ''}`),
    ...part('expected', `${expected} [${source}]`),
    ...(same < number ? part('request', `as in ${same}`) : showCommand(request.curl)),
    ...part(
      'answer',
      answer.failure ??
        `${answer.status} in ${answer.ms} ms: ${cut(answer.body.replaceAll(/\s+/g, ' '), MAX_ANSWER_CHARS)}`,
      'dim'
    ),
    ...part('fix', fix)
  ]
}

/** To be copied: it is broken where a shell and JSON do not mind, and nothing is left out of it. */
function showCommand (curl: string): Line[] {
  const words = curl.split(/ (?=-H |--data)/).map(word => /^--data-raw '[{[]/.test(word) ? broken(word) : word)
  const lines = words.join(' \\\n').split('\n')
  return lines.map((text, index) => [index === 0 ? '   request  ' : '   ', { style: 'dim', text }])
}

/** JSON on lines of its own: before a key or a value, never in one. */
function broken (json: string): string {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[^"]+|"/g) as string[]
  let width = 0
  return tokens.map((token, index) => {
    const next = tokens.slice(index, index + 3).join('').length // a key with its value and what ends that
    const breaks = token.startsWith('"') && /[,{[]$/.test(String(tokens[index - 1])) && width + next > WIDTH - 3
    width = breaks ? token.length : width + token.length
    return breaks ? `\n${token}` : token
  }).join('')
}

/** What goes on stands under its beginning. */
function part (name: string, text: string, style?: Style): Line[] {
  const lines = linesOf(text.replaceAll(LONG_WORD, '$& ')).flatMap(line =>
    wrap([style === undefined ? line : { style, text: line }], WIDTH - 12)
  )
  return lines.map((line, index) => [index === 0 ? `   ${name.padEnd(9)}` : ' '.repeat(12), ...line])
}

function cut (text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text
}

function summary (counts: Report['counts']): string {
  const { passed, failed, warned, advised, skipped } = counts
  return `${passed} passed, ${failed} failed, ${warned} warned, ${advised} with advice, ${counts['not-checked']} not ` +
    `checked, ${skipped} skipped`
}
