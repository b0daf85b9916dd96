/**
 * The slowest test files: together they take about twelve minutes on two cores. `npm run test:all` runs them, and
 * `npm run test:most`, which `.ci/run` has time for, leaves them out and names them.
 */
export const slowestTests: readonly string[] = [
  'test/check/faulty-webhooks.test.ts',
  'test/cli/dev.test.ts',
  'test/durable/crash.test.ts',
  'test/durable/inbox/page.test.ts',
  'test/examples/replicas-start.test.ts',
  'test/http/openapi-clients.test.ts',
  'test/http/hostile-requests.test.ts',
  'test/package/compilers.test.ts',
  'test/package/install.test.ts',
  'test/platform/api/store.test.ts',
  'test/platform/api/webclient.test.ts',
  'test/playground/page.test.ts'
]
