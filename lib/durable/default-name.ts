import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { PGLITE } from '../store/store-url.ts'

const stores = new Set<string>()

/**
 * Two bots of a process that share a store need names.
 *
 * @returns a function that gives the name back
 * @throws FST_BOT_OPTION_INVALID
 */
export function claimDefaultName (store: string): () => Promise<void> {
  if (stores.has(store) && store !== PGLITE) {
    throw new FST_BOT_OPTION_INVALID('name',
      'is required: another bot of this process has the same store')
  }
  stores.add(store)
  return async () => { stores.delete(store) }
}
