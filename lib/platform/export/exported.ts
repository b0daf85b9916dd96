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

/** The name of a file for an intent or entity: what file systems do not take is written as in URLs. */
export function fileNameOf (name: string): string {
  return name.replace(/[^\p{L}\p{N}_ -]/gu, char => encodeURIComponent(char)).slice(0, 200)
}

/** Lines for the keys that are given and that a form cannot hold. @param at JSON pointer to the value */
export function lostKeys (at: string, value: object, reasons: Readonly<Record<string, string>>): string[] {
  return Object.entries(reasons).filter(([key]) => Object.hasOwn(value, key))
    .map(([key, why]) => `${at}/${key}: ${why}`)
}
