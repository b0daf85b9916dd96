import type { ImportReport } from './report.ts'

/** One file of the input. */
export interface SourceFile {
  /** Relative to the zip or folder, with slashes. */
  readonly path: string
  /** Its bytes, or why there are none. */
  readonly content: Uint8Array | Error
}

/** The content of a file whose reading may fail, while others can be read. */
export async function contentOrError (reading: Promise<Uint8Array>): Promise<SourceFile['content']> {
  try {
    return await reading
  } catch (error) {
    return error as Error
  }
}

/** Whether a file may be part of an import, by its name. */
export function isDataFile (path: string): boolean {
  return /\.(?:json|csv)$/i.test(path)
}

export function reportOtherFile (path: string, report: ImportReport): void {
  report.lost(path, 'the file is neither JSON nor CSV: left out')
}
