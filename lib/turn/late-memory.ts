const MAX_WATCHED = 64 // at a time: of more turns a sample is watched, so that many calls cost no more than few
const MAX_SENT_CHARS = 32 * 1024 // to look again and again at a longer answer would hold up others
const WATCH_MS = 10_000
const CHECK_INTERVAL_MS = 250

interface Watched {
  readonly memory: object
  readonly sent: string
  readonly since: number
  /** When it is looked at next: each time after twice as long, for to write it as JSON costs time. */
  lookAt: number
  readonly report: () => void
}

const watched = new Set<Watched>()
let timer: NodeJS.Timeout | undefined

/**
 * Watches the memory of an answered turn for ten seconds. What a handler writes to it after a forgotten `await` is
 * lost, and a destructured memory cannot say so itself.
 *
 * @param sent the answer up to the end of its memory
 * @param report is called once, when the memory has changed
 */
export function watchForLateWrites (memory: object, sent: string, report: () => void): void {
  if (watched.size >= MAX_WATCHED || sent.length > MAX_SENT_CHARS) return
  const since = Date.now()
  watched.add({ memory, sent, since, lookAt: since + CHECK_INTERVAL_MS, report })
  timer ??= setInterval(checkAll, CHECK_INTERVAL_MS).unref()
}

function checkAll (): void {
  const now = Date.now()
  for (const each of watched) {
    if (now < each.lookAt) continue
    each.lookAt = Math.min(now + (now - each.since), each.since + WATCH_MS)
    const isChanged = !each.sent.endsWith(`"memory":${toJson(each.memory)}`)
    if (isChanged) each.report()
    if (isChanged || now >= each.since + WATCH_MS) watched.delete(each)
  }
  if (watched.size > 0) return
  clearInterval(timer)
  timer = undefined
}

function toJson (memory: object): string | undefined {
  try {
    return JSON.stringify(memory)
  } catch {
    return undefined // what cannot be written any more has changed
  }
}
