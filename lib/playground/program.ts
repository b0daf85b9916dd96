/** How the user's program is. */
export interface ProgramState {
  readonly status: 'starting' | 'running' | 'failed'
  /** What it said at its end, or what is wrong with the bot file; null when all is well. */
  readonly problem: string | null
  /** Grows with each save that was taken up: what was said before it was said to other code. */
  readonly saves: number
  /** Milliseconds from the last save until it could answer again; null before the first. */
  readonly ms: number | null
}

/** The user's program, which is started anew whenever it is saved. */
export interface Program {
  readonly state: ProgramState
  /** Calls the listener when a saved program runs, or its bot file is to be read again. */
  onReload: (listener: () => Promise<void>) => void
}
