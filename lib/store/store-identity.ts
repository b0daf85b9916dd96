import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { PGLITE } from './store-url.ts'

const CHARS = 12

/** Tells the database of a URL from others. Credentials and settings may change: it stays the same. */
export function storeIdentity (url: string): string {
  const place = url.startsWith(PGLITE) ? resolve(url.slice(PGLITE.length)) : placeOf(new URL(url))
  return createHash('sha256').update(place).digest('hex').slice(0, CHARS)
}

function placeOf ({ host, pathname }: URL): string {
  return `${host}${pathname}`
}
