import { escapeXml, xmlAttributes } from '../../shared/xml.ts'
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
      `  <testsuite${xmlAttributes(attributes)}>`,
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
  const attributes = xmlAttributes({ name: `${id}: ${title}`, classname: `bot-webhook.check.${group}`, time: 0 })
  const own = findings.filter(({ rule }) => rule === id)
  if (result === 'not-checked') return `    <testcase${attributes}><skipped>${escapeXml(because)}</skipped></testcase>`
  if (!fails) return `    <testcase${attributes}/>`
  const [first] = own as [CheckFinding]
  const text = own.map(observation).join('\n\n')
  const about = xmlAttributes({ message: headlineOf(first), type: first.severity })
  return `    <testcase${attributes}><failure${about}>${escapeXml(text)}</failure></testcase>`
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
