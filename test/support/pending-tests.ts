/**
 * Test files that fail, or that were not seen to pass, since the rooms that they test were rewritten. `npm run
 * test:all` leaves them out and names them; `npm run test:pending` runs them. Each is a debt: mend it, and take its
 * line away.
 */
export const pendingTests: readonly string[] = []
