import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** Takes lines from a file or another program, one after the other, to the end or until `take` says to leave. */
export async function readPipe (input: Readable, take: (line: string) => Promise<boolean>): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (!await take(line)) return
}
