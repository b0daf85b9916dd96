import type { ImportReport } from './report.ts'
import { slugOf } from './values.ts'

/**
 * Reports a name that says more than the slug that stands for it.
 *
 * @param what it is the name of
 * @param target pointer to it in the bot file
 */
export function reportName (
  what: string, name: string | undefined, slug: string, source: string, target: string, report: ImportReport
): void {
  if (name === undefined || slugOf(name) === slugOf(slug)) return
  report.changed(source, `the name of ${what} ${slug}, \`${name}\`, is left out: a bot file has the slug alone`, target)
}
