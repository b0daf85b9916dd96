import { groups } from '../rules/rule.ts'
import { headlineOf } from './headline.ts'
import type { CheckedRule, CheckFinding, Report } from './schema.ts'

/**
 * A report as JUnit XML: a suite for each group, a case for each rule. Warnings are failures when the check fails on
 * them; what was not checked is skipped.
 *
 * @example
 * await writeFile('report.xml', toJUnit(report))
 */
export function toJUnit (
  { rules, findings, started, ms, url }: Report, failOn: 'error' | 'warning' = 'warning'
): string {
  const failing = new Set(failOn === 'error' ? ['failed'] : ['failed', 'warned'])
  const suites = groups.map((group, index) => {
    const own = rules.filter(rule => rule.group === group && rule.result !== 'skipped')
    const failures = own.filter(({ result }) => failing.has(result)).length
    const attributes = {
      name: group,
      package: 'bot-webhook.check',
      id: index,
      timestamp: started.slice(0, 19),
      hostname: URL.canParse(url) ? new URL(url).hostname : '',
      tests: own.length,
      failures,
      errors: 0,
      skipped: own.filter(({ result }) => result === 'not-checked').length,
      time: index === 0 ? ms / 1000 : 0
    }
    return [
      `  <testsuite${written(attributes)}>`,
      ...own.map(rule => testCase(rule, findings, failing.has(rule.result))),
      '    <system-out/>',
      '    <system-err/>',
      '  </testsuite>'
    ].join('\n')
  })
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n')
}

function testCase (
  { id, group, title, result, because = '' }: CheckedRule, findings: readonly CheckFinding[], fails: boolean
): string {
  const attributes = written({ name: `${id}: ${title}`, classname: `bot-webhook.check.${group}`, time: 0 })
  const own = findings.filter(({ rule }) => rule === id)
  if (result === 'not-checked') return `    <testcase${attributes}><skipped>${escaped(because)}</skipped></testcase>`
  if (!fails) return `    <testcase${attributes}/>`
  const [first] = own as [CheckFinding]
  const text = own.map(observation).join('\n\n')
  const failure = `<failure${written({ message: headlineOf(first), type: first.severity })}>${escaped(text)}</failure>`
  return `    <testcase${attributes}>${failure}</testcase>`
}

function observation ({
  saw, expected, source, fix, request: { curl }, answer: { status, body, failure }, skills, count
}: CheckFinding): string {
  return [
    `saw: ${saw}${count > 1 ? ` (${count} times)` : ''}${skills.length > 0 ? `, skill ${skills.join(', ')}` : ''}`,
    `expected: ${expected} (${source})`,
    `request: ${curl}`,
    `answer: ${failure ?? `${status} ${body}`}`,
    `fix: ${fix}`
  ].join('\n')
}

function written (attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;'
}

/** Question marks stand for what XML cannot hold, and for what turns the text around it or steers a terminal. */
function escaped (text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, '?')
    .replaceAll(/[&<>"\n]/g, character => entities[character] as string)
}
