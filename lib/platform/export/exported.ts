/** A file of an export. */
export interface ExportedFile {
  /** Relative, with slashes. */
  readonly path: string
  readonly text: string
}

/** A bot's training data in another form. */
export interface Exported {
  readonly files: readonly ExportedFile[]
  /** What the form cannot hold, each with its JSON pointer in the bot file. */
  readonly lost: readonly string[]
}

const MAX_NAME_BYTES = 200 // of 255 that file systems take: endings follow

/** Names the files of one folder after intents or entities. No two are the same, also where case does not count. */
export function createFileNames (): (name: string) => string {
  const taken = new Set<string>()
  return name => {
    const wanted = fileNameOf(name)
    let file = wanted
    for (let number = 2; taken.has(file.toLowerCase()); number++) file = `${wanted}-${number}`
    taken.add(file.toLowerCase())
    return file
  }
}

/** What file systems do not take is written as in URLs. */
function fileNameOf (name: string): string {
  const written = name.replace(/^\.|[^\p{L}\p{N}_. -]/gu, char =>
    Buffer.from(char).toString('hex').toUpperCase().replace(/../g, '%$&'))
  return new TextDecoder().decode(Buffer.from(written).subarray(0, MAX_NAME_BYTES), { stream: true })
}

/** Lines for the keys that are given and that a form cannot hold. @param at JSON pointer to the value */
export function lostKeys (at: string, value: object, reasons: Readonly<Record<string, string>>): string[] {
  return Object.entries(reasons).filter(([key]) => Object.hasOwn(value, key))
    .map(([key, why]) => `${at}/${key}: ${why}`)
}
