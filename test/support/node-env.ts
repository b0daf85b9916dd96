import type { Test } from 'tap'

/** Sets NODE_ENV until the test ends. */
export function setNodeEnv (t: Pick<Test, 'teardown'>, value: 'production' | 'development'): void {
  const before = process.env.NODE_ENV
  t.teardown(() => { if (before === undefined) delete process.env.NODE_ENV; else process.env.NODE_ENV = before })
  process.env.NODE_ENV = value
}
