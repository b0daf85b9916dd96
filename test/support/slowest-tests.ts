/**
 * Test files that install, build or compile the world around the package. Together they take five minutes of CPU.
 * `npm run test:all` runs them; `npm run test:most`, which `.ci/run` has time for, leaves them out and names them.
 */
export const slowestTests: readonly string[] = [
  'test/docs/samples.test.ts',
  'test/docs/site.test.ts',
  'test/http/openapi-clients.test.ts',
  'test/package/compilers.test.ts',
  'test/package/install.test.ts'
]
