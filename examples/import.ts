import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exportBot, importBot } from 'fastify-bot-webhook/builder'

/** Makes a bot file of an export of the platform, and tells what was lost on the way. */
export async function bringBot (exported: string, folder: string) {
  const { yaml, counts, items } = await importBot(exported)
  await writeFile(join(folder, 'bot.yml'), yaml)
  return { counts, lost: items.filter(({ kind }) => kind === 'lost') }
}

/** Takes the training data of an export out again, as CSV files. */
export async function takeOut (exported: string, folder: string) {
  const { bot } = await importBot(exported)
  const { files, lost } = await exportBot(bot, 'csv')
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return lost
}
