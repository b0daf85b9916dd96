/** What a trace of system calls tells of what was written, synced and answered. */
export interface Story {
  /** Calls that make the disk keep what was written, and files that were opened so that each write does. */
  syncs: number
  /** Answers 200. */
  answers: number
  /** Answers before which something that was written to the spool was not synced, or nothing was. */
  early: number
}

/** The system calls that are looked at. */
export const CALLS = 'openat,pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,sync,syncfs,sync_file_range,msync'

/**
 * Reads what `strace -f -yy` wrote of a process that was asked one thing at a time, from its first answer on: what came
 * before was its start.
 */
export function readTrace (text: string): Story {
  const story: Story = { syncs: 0, answers: 0, early: 0 }
  let isUnsynced = false
  let synced = 0 // since the last answer
  let hasBegun = false
  const unfinished = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (/^(write|writev|sendto|sendmsg)\(\d+<TCP:.*"HTTP\/1\.1 200/.test(rest)) {
      if (hasBegun) {
        story.answers++
        if (isUnsynced || synced === 0) story.early++
      }
      hasBegun = true
      synced = 0
    }
    const call = wholeCall(thread, rest)
    if (call === undefined || !hasBegun) continue
    if (/^pwrite64\(\d+<[^>]*\.spool>/.test(call)) isUnsynced = true
    if (/^(fsync|fdatasync|sync|syncfs|sync_file_range|msync)\(/.test(call) ||
      /^openat\(.*\bO_D?SYNC\b/.test(call)) story.syncs++
    if (/^f(data)?sync\(\d+<[^>]*\.spool>.*= 0$/.test(call)) {
      isUnsynced = false
      synced++
    }
  }
  return story

  /** A call of which the end is told later counts when it has ended. */
  function wholeCall (thread: string, rest: string): string | undefined {
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1]
    if (begun !== undefined) {
      unfinished.set(thread, begun)
      return undefined
    }
    const ended = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1]
    return ended === undefined ? rest : (unfinished.get(thread) ?? '') + ended
  }
}
