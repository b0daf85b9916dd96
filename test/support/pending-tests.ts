/**
 * Test files that fail, or that were not seen to pass, since the rooms that they test were rewritten. `npm run
 * test:all` leaves them out and names them; `npm run test:pending` runs them. Each is a debt: mend it, and take its
 * line away.
 */
export const pendingTests: readonly string[] = [
  'test/check/faulty-webhooks-languages.test.ts',
  'test/check/faulty-webhooks.test.ts',
  'test/check/hostile.test.ts',
  'test/check/reports.test.ts',
  'test/check/secrets.test.ts',
  'test/check/unusual-webhooks.test.ts',
  'test/cli/dev.test.ts',
  'test/durable/crash.test.ts',
  'test/durable/inbox/page.test.ts',
  'test/durable/maintenance.test.ts',
  'test/durable/postgres-down.test.ts',
  'test/durable/replicas.test.ts',
  'test/durable/store.test.ts',
  'test/durable/trouble.test.ts',
  'test/examples/deferred.test.ts',
  'test/examples/inbox.test.ts',
  'test/examples/replicas-limit.test.ts',
  'test/examples/replicas-start.test.ts',
  'test/http/hostile-requests.test.ts',
  'test/http/production.test.ts',
  'test/package/first-run.test.ts',
  'test/package/install.test.ts',
  'test/package/package.test.ts',
  'test/platform/api/webclient.test.ts',
  'test/playground/page.test.ts',
  'test/replies/replies-property.test.ts',
  'test/stress/welch-t-test.test.ts'
]
