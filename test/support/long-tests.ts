/**
 * Test files that take long, in seconds of CPU or of waiting: `npm run test:all` runs them, and `npm test` leaves them
 * out.
 * Each took more than 30 s on a machine with two cores.
 */
export const longTests: readonly string[] = [
  'test/docs/samples.test.ts',
  'test/docs/site.test.ts',
  'test/http/openapi-clients.test.ts',
  'test/package/compilers.test.ts',
  'test/package/install.test.ts',
  'test/check/faulty-webhooks.test.ts',
  'test/cli/dev.test.ts',
  'test/docs/strangers-path.test.ts',
  'test/durable/crash.test.ts',
  'test/durable/inbox/page.test.ts',
  'test/examples/replicas-start.test.ts',
  'test/http/hostile-requests.test.ts',
  'test/platform/api/store.test.ts',
  'test/platform/api/webclient.test.ts',
  'test/playground/page.test.ts',
  'test/playground/broken-bots.test.ts',
  'test/check/faulty-webhooks-languages.test.ts',
  'test/durable/maintenance.test.ts',
  'test/durable/postgres-down.test.ts',
  'test/durable/replicas.test.ts',
  'test/store/store.test.ts',
  'test/durable/trouble.test.ts',
  'test/examples/replicas-limit.test.ts',
  'test/http/production.test.ts',
  'test/package/package.test.ts',
  'test/replies/replies-property.test.ts'
]
