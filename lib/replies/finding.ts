/** One thing that is wrong with a reply. */
export interface Finding {
  /** Names the kind of finding, for programs. */
  code: string
  /** JSON pointer into the list of replies. */
  path: string
  /** What is wrong. */
  message: string
  /** What to do about it. */
  fix: string
}
