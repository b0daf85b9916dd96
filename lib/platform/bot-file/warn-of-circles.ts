import { at, entriesAt, type Place } from './document.ts'
import type { Report } from './bot-file-issue.ts'

/** Warns of skills that always go on to each other. */
export function warnOfCircles (root: Place, report: Pick<Report, 'warn'>): void {
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
