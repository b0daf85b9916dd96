import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many tests were skipped in the results that tap keeps, by reason. */
export function countSkipped (results: string): Map<string, number> {
  const counts = new Map<string, number>()
  const files = existsSync(results)
    ? readdirSync(results, { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('.tap'))
    : []
  for (const file of files) {
    for (const [, reason = ''] of readFileSync(join(results, file), 'utf8')
      .matchAll(/^ *ok \d+.* # SKIP(?: (.*))?$/gm)) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
  }
  return counts
}
