import { readFile } from 'node:fs/promises'
import type { Memory } from '../../schemas/conversation.ts'
import { isObject } from '../replies/kind.ts'
import { isDeeperThan } from '../shared/json/json-depth.ts'
import { MAX_MEMORY_DEPTH } from '../shared/limits.ts'
import { UsageError } from './usage-error.ts'

/** What a bot is to remember. @throws UsageError when the file holds no JSON object */
export async function readMemory (file: string): Promise<Memory> {
  let memory: unknown
  try {
    memory = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(`--memory ${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`)
  }
  if (!isObject(memory)) throw new UsageError(`--memory ${file}: this is no JSON object`)
  if (isDeeperThan(memory, MAX_MEMORY_DEPTH)) {
    throw new UsageError(`--memory ${file}: this is nested deeper than ${MAX_MEMORY_DEPTH} levels`)
  }
  return memory
}
