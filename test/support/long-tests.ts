import { slowestTests } from './slowest-tests.ts'

/**
 * Test files that take long, in seconds of CPU or of waiting: `npm run test:all` runs them, and `npm test` leaves them
 * out.
 * Each took more than 15 s on a machine with two cores.
 */
export const longTests: readonly string[] = [
  ...slowestTests,
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
  'test/replies/replies-property.test.ts',
  'test/durable/operations.test.ts',
  'test/check/examples.test.ts',
  'test/check/check.test.ts',
  'test/platform/nlu.test.ts',
  'test/durable/inbox/storage.test.ts',
  'test/durable/connection-faults.test.ts',
  'test/check/reports.test.ts',
  'test/durable/dedupe.test.ts',
  'test/http/routes.test.ts',
  'test/durable/connector-faults.test.ts',
  'test/durable/durable.test.ts',
  'test/schemas/everywhere.test.ts',
  'test/durable/inbox/replay.test.ts',
  'test/examples/examples.test.ts',
  'test/platform/api/clients.test.ts',
  'test/playground/playground.test.ts',
  'test/playground/survive.test.ts',
  'test/playground/small-things.test.ts',
  'test/cli/store.test.ts',
  'test/durable/statements.test.ts'
]
