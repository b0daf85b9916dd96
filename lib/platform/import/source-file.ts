import type { ImportReport } from './report.ts'

/** One file of the input. */
export interface SourceFile {
  /** Relative to the zip or folder, with slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Whether a file may be part of an import, by its name. */
export function isDataFile (path: string): boolean {
  return /\.(?:json|csv)$/i.test(path)
}

export function reportOtherFile (path: string, report: ImportReport): void {
  report.lost(path, 'the file is neither JSON nor CSV: left out')
}
