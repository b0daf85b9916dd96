/** Test files that take long: `npm run test:all` runs them, and `npm test` leaves them out. */
export const longTests: readonly string[] = []
