import { readFile, writeFile } from 'node:fs/promises'
import { isObject } from '../../replies/kind.ts'
import { transcribe } from '../../testing/transcript.ts'
import { printNote, type ChatContext } from './chat-context.ts'

/** Writes the conversation as a transcript. @throws when the file is there already and holds something else */
export async function save (context: ChatContext, file: string): Promise<void> {
  const { session, start, edits } = context
  if (file === '') throw new Error('/save needs the name of a file behind it')
  if (!(await isFreeForTranscript(file))) {
    throw new Error(`${file} is there already, and is no transcript: it is left as it is`)
  }
  const [before, between] = [edits.filter(({ after }) => after === 0), edits.filter(({ after }) => after > 0)]
  const started = before.reduce((start, { after, ...edit }) => ({ ...start, ...edit }), start)
  const text = `${JSON.stringify(transcribe(session, started), null, 2)}\n`
  await writeFile(file, text, { mode: 0o600 }) // it has what somebody said
  printNote(context, `${session.turns.length} turns are in ${file}`)
  if (between.length > 0) {
    printNote(
      context,
      `what you changed by hand after turn ${[...new Set(between.map(({ after }) => after))].join(', ')} is not: a ` +
        'replay will do otherwise there'
    )
  }
}

async function isFreeForTranscript (file: string): Promise<boolean> {
  try {
    const there: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isObject(there) && Array.isArray(there.turns)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
