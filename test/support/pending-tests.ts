/**
 * Test files that fail, or that were not seen to pass, since the rooms that they test were rewritten. `npm run
 * test:all` leaves them out and names them; `npm run test:pending` runs them. Each is a debt: mend it, and take its
 * line away.
 */
export const pendingTests: readonly string[] = [
  'test/check/faulty-webhooks.test.ts',
  'test/durable/crash.test.ts',
  'test/durable/inbox/page.test.ts',
  'test/examples/replicas-limit.test.ts',
  'test/package/package.test.ts',
  'test/platform/api/webclient.test.ts',
  'test/playground/page.test.ts'
]
