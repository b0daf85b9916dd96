/** One file of the input. */
export interface SourceFile {
  /** Relative to the zip or folder, with slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}
