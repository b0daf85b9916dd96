import { groups } from '../rules/rule.ts'
import { headlineOf } from './headline.ts'
import type { CheckedRule, CheckFinding, Report } from './schema.ts'

const STYLE = `
:root { color-scheme: light dark; --soft: #5b6472; --line: #dde1e7; --bad: #b3261e; --warn: #8a5300; --note: #1f5fd6;
  --back: #ffffff; --ink: #1b1f27; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #9aa4b2; --line: #323944; --bad: #ff9c94; --warn: #f0bd6a; --note: #7fb0ff;
    --back: #1b1f26; --ink: #e6e9ee; }
}
body { background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
  max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1, dd, td { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 14px; }
dt, .soft { color: var(--soft); }
dd { margin: 0; min-width: 0; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin: 10px 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.failed, .error { color: var(--bad); font-weight: 600; }
.warned, .warning { color: var(--warn); font-weight: 600; }
.advised, .advice { color: var(--note); font-weight: 600; }
`

/**
 * A report as one HTML file that needs no other: findings, and what came of each rule with its times.
 *
 * @example
 * await writeFile('check.html', toHtml(await check({ url: 'http://127.0.0.1:5000' })))
 */
export function toHtml (report: Report): string {
  const { url, skills, seed, started, requests, times, ms, ended, rules, findings } = report
  const shown = rules.filter(({ result }) => result !== 'skipped')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Check of ${escaped(url)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Check of ${escaped(url)}</h1>
<dl>${facts({
  started,
  ended,
  calls: `${requests} in ${(ms / 1000).toFixed(1)} s`,
  ...(times !== undefined && { times: `p50 ${times.p50} ms, p99 ${times.p99} ms` }),
  skills: skills.join(', '),
  seed: String(seed)
})}</dl>
<h2>Findings</h2>
${findings.length === 0 ? '<p>Nothing was found.</p>' : findings.map(findingHtml).join('\n')}
<h2>Rules</h2>
${groups.map(group => groupHtml(group, shown.filter(rule => rule.group === group))).join('')}
</main>
</body>
</html>
`
}

function findingHtml (finding: CheckFinding): string {
  const { rule, severity, title, saw, path, skills, expected, source, request, answer, fix } = finding
  return `<details${severity === 'advice' ? '' : ' open'}>
<summary><span class="${severity}">${severity}</span> <code>${escaped(rule)}</code> ${
    escaped(headlineOf(finding))}</summary>
<dl>${facts({
  saw,
  ...(path !== undefined && { at: path }),
  ...(skills.length > 0 && { skills: skills.join(', ') }),
  expected: `${title}: ${expected} [${source}]`
})}<dt>request</dt><dd><pre>${escaped(request.curl)}</pre></dd>
<dt>answer</dt><dd><pre>${escaped(answer.failure ?? `${answer.status} in ${answer.ms} ms\n${answer.body}`)}</pre></dd>${
  facts({ fix })}</dl>
</details>`
}

function groupHtml (group: string, rules: readonly CheckedRule[]): string {
  if (rules.length === 0) return ''
  return `<h3>${group}</h3>
<table><thead><tr><th scope="col">Rule</th><th scope="col">Result</th><th scope="col">Calls</th><th
scope="col">p50</th><th scope="col">p99</th></tr></thead><tbody>
${rules.map(({ id, title, result, because, times }) => `<tr><td><code>${id}</code> ${escaped(title)}</td><td
class="${result}">${result.replace('-', ' ')}${because === undefined
    ? ''
    : `<br><span class="soft">${escaped(because)}</span>`}</td>${
    [times?.calls, times && `${times.p50} ms`, times && `${times.p99} ms`].map(value =>
      `<td class="number">${value ?? ''}</td>`).join('')}</tr>`).join('\n')}
</tbody></table>
`
}

function facts (all: Readonly<Record<string, string>>): string {
  return Object.entries(all).map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What no HTML file may hold is written as a mark. */
function escaped (text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]/gu, character => /[\n\t]/.test(character) ? character : '\uFFFD')
    .replaceAll(/[&<>"]/g, character => ENTITIES[character] as string)
}
