import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JobQueue } from './job-queue.ts'
import type { TakenItem } from './queue-item.ts'
import type { Beat } from './lease-thread.ts'

const RENEW_MS = 5000
const BEAT_MS = 1000

/**
 * Renews the leases of what this process has taken. A job may compute and let nothing else run on its thread, so
 * another one renews them meanwhile.
 *
 * @param url of the database; undefined for one that no other process has open
 * @returns a function that stops it
 */
export function startLeaseRenewal (
  jobQueue: JobQueue, url: string | undefined, items: () => TakenItem[], onTrouble: (error: Error) => void
): () => Promise<void> {
  if (url === undefined) return async () => {}
  const thread = new Worker(new URL(`./lease-thread${extname(import.meta.url)}`, import.meta.url),
    { workerData: { url, bot: jobQueue.bot } })
  thread.unref()
  thread.on('error', onTrouble)
  let wasIdle = true
  const renewing = setInterval(() => { jobQueue.renew(items()).catch(onTrouble) }, RENEW_MS).unref()
  const beating = setInterval(() => {
    const taken = items()
    if (taken.length === 0 && wasIdle) return
    wasIdle = taken.length === 0
    thread.postMessage(taken.map(({ queue, key, fence }) => ({ queue, key, fence })) satisfies Beat)
  }, BEAT_MS).unref()

  return async () => {
    clearInterval(renewing)
    clearInterval(beating)
    await thread.terminate()
  }
}
