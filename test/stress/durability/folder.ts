import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Closing } from '../runs.ts'

/** A folder that is removed in the end. */
export function folder (closing: Closing): string {
  const path = mkdtempSync(join(tmpdir(), 'bot-durability-'))
  closing.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}
