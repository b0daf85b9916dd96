import { readFile, writeFile } from 'node:fs/promises'
import { plot } from './plot.js'

const REPORT_PAGE = new URL('../docs/quality.md', import.meta.url)
const PLOT = new URL('results.svg', import.meta.url)
const [BEGIN, END] = ['<!-- what `npm run bench -- --write` writes -->', '<!-- so far -->']

/** Puts all results into docs/quality.md, between the two marks, and draws them. */
export async function write (preface, results) {
  await writeFile(PLOT, plot(results))
  const readme = await readFile(REPORT_PAGE, 'utf8')
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`docs/quality.md has not both marks: ${BEGIN} and ${END}`)
  await writeFile(REPORT_PAGE,
    `${readme.slice(0, begin + BEGIN.length)}\n${page(preface, results)}\n${readme.slice(end)}`)
}

function page (preface, results) {
  const [targets, ...others] = Object.entries(results).map(([name, { title, text }]) =>
    `**${title}** (\`npm run bench -- --only ${name}\`)\n\n${text}`)
  return [
    preface,
    targets,
    '![CPU time for each request, server by server, and how it grows](../bench/results.svg)',
    ...others
  ].join('\n\n')
}
