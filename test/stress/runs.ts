import type { Test } from 'tap'

/** How often something is tried, and where its chance begins: the same seed draws the same. */
export interface Runs { seed: number, runs: number }

/** Whatever closes, at its end, what was opened for it. */
export type Closing = Pick<Test, 'teardown'>

/** Another seed each time; fast-check prints it when something fails. */
export const anySeed = (): number => Date.now() % 2 ** 31
