import { FST_BOT_STORE_UNAVAILABLE } from '../../errors.ts'
import type { Store } from './store.ts'

const SHARE = 0.9 // of the time that Fastify gives a plugin, so that the reason is said before it gives up

/**
 * Waits for a store as long as Fastify waits for the plugin. A store that opens later is closed.
 *
 * @param pluginTimeout milliseconds, 0 for no limit
 * @throws FST_BOT_STORE_UNAVAILABLE when it takes longer
 */
export async function openInTime (opening: Promise<Store>, pluginTimeout = 0): Promise<Store> {
  if (pluginTimeout === 0) return await opening
  const limit = pluginTimeout * SHARE
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      opening.then(store => store.close()).catch(() => {})
      reject(new FST_BOT_STORE_UNAVAILABLE(
        `it did not open within ${Math.round(limit)} ms; a first start of PGlite makes a database, which takes long on a ` +
        'busy machine: give it more time with Fastify({ pluginTimeout: 60_000 })'
      ))
    }, limit)
  })
  try {
    return await Promise.race([opening, late])
  } finally {
    clearTimeout(timer)
  }
}
