import { get } from './ask.ts'

/** How many reports and failures the inbox of a bot has counted, by group. */
export async function countsOf (url: string): Promise<number[]> {
  const { groups } = await get<{ groups: Array<{ count: number }> }>(url, '/inbox/groups?limit=1000')
  return groups.map(({ count }) => count)
}

/** The beginnings of all bodies that it keeps, the newest first. */
export async function bodiesOf (url: string): Promise<string[]> {
  const bodies: string[] = []
  for (let before = ''; ;) {
    const { entries } = await get<{ entries: Array<{ id: string, preview: string }> }>(url,
      `/inbox/entries?limit=1000${before}`)
    if (entries.length === 0) return bodies
    bodies.push(...entries.map(({ preview }) => preview))
    before = `&before=${entries.at(-1)?.id}`
  }
}

/** What of the bodies that were taken is not kept, and how many are kept more than once. */
export async function compare (url: string, taken: readonly string[]): Promise<{ lost: number, twice: number }> {
  const bodies = await bodiesOf(url)
  const kept = new Set(bodies)
  return { lost: taken.filter(body => !kept.has(body)).length, twice: bodies.length - kept.size }
}
