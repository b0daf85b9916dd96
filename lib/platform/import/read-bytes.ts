import { open } from 'node:fs/promises'
import { unreadable } from './unreadable.ts'

/**
 * The content of a file.
 *
 * @param name for messages
 * @throws FST_BOT_IMPORT_UNREADABLE
 */
export async function readBytes (path: string, name: string): Promise<Buffer> {
  try {
    const file = await open(path)
    return await file.readFile().finally(() => file.close())
  } catch (error) {
    throw unreadable(name, (error as Error).message)
  }
}
