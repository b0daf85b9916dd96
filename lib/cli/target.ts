import { UsageError } from './usage-error.ts'

/** What a command talks to: a bot by its file, or one webhook by its URL. */
export function readTarget (target: string | undefined, wanted: string): { bot: string } | { url: string } {
  if (target === undefined) throw new UsageError(`give ${wanted}`)
  if (/^https?:\/\//i.test(target)) return { url: target }
  if (/^(localhost|[\w.-]+:\d+)(\/|:|$)/.test(target)) {
    throw new UsageError(`\`${target}\` is no URL: did you mean http://${target}?`)
  }
  return { bot: target }
}
