import { crc32 } from 'node:zlib'
import type { Entry } from '../entry/entry.ts'

/** An entry as a line of the spool, with a sum that tells whether all of it was written. */
export function lineOf ({ at, conversation, raw, ...rest }: Entry, owner: string): Buffer {
  const json = Buffer.from(JSON.stringify({
    ...rest,
    owner,
    at: at.getTime(),
    conversation: conversation?.toString('base64') ?? null,
    raw: raw.toString('base64')
  }))
  return Buffer.concat([Buffer.from(`${sumOf(json)} `), json, Buffer.from('\n')])
}

/** Undefined for a line that was not written to its end, and for one of another owner. */
export function entryIn (line: Buffer, owner: string): Entry | undefined {
  const json = line.subarray(9)
  if (line.toString('latin1', 0, 9) !== `${sumOf(json)} `) return undefined
  const { at, conversation, raw, owner: writtenBy, ...rest } = JSON.parse(json.toString())
  if (writtenBy !== owner) return undefined
  return {
    ...rest,
    at: new Date(at),
    conversation: conversation === null ? null : Buffer.from(conversation, 'base64'),
    raw: Buffer.from(raw, 'base64')
  }
}

function sumOf (json: Buffer): string {
  return crc32(json).toString(16).padStart(8, '0')
}
