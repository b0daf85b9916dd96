import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { checkBotFile, importBot, type BotImport, type ImportOptions } from '../../../lib/platform/index.ts'

type T = Pick<Test, 'testdir' | 'strictSame'>

/** Content of files by their names; what is no text is JSON. */
export type Files = Readonly<Record<string, unknown>>

/** Imports a folder with these files, or the file alone if there is one. Each result must be a right bot file. */
export async function importFiles (t: T, files: Files, options: ImportOptions = {}): Promise<BotImport> {
  const folder = await mkdtemp(join(t.testdir(), 'input-'))
  const names = Object.keys(files)
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    const content = files[name]
    await writeFile(join(folder, name),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  }
  const imported = await importBot(names.length === 1 ? join(folder, names[0] as string) : folder, options)
  t.strictSame(await checkBotFile(imported.yaml, 'bot.yml'), [], 'it can be opened')
  return imported
}
