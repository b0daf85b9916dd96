import { connectorOptionsSchema } from '../../../lib/durable/push/connector.ts'
import type { Closing } from '../runs.ts'
import { folder } from './folder.ts'
import type { Settings } from './settings.ts'
import { startBot, type RunningBot, type Surroundings } from './start-bot.ts'

/** Pushes that a process has on their way at most: they come twice when nobody notes their end. */
export const PUSHES: number = connectorOptionsSchema.properties.concurrency?.default

/** Starts a replica that tries pushes again soon, with a spool of its own. */
export async function startReplica (
  closing: Closing, settings: Required<Pick<Settings, 'store' | 'connector'>>, surroundings?: Surroundings,
  retryMs = 500
): Promise<RunningBot> {
  return startBot(closing, { ...settings, retryMs, spool: folder(closing) }, surroundings)
}

/** Ends replicas. @returns whether all of them were there until now */
export async function endReplicas (bots: readonly RunningBot[]): Promise<boolean> {
  const alive = bots.every(bot => bot.isAlive())
  await Promise.all(bots.map(async bot => bot.kill()))
  return alive
}
