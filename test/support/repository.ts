import { fileURLToPath } from 'node:url'

/** The folder of the repository, whose files tests read: they run compiled, in its `dist`. */
export const repository = new URL('../../../', import.meta.url)

/** Its path. */
export const root = fileURLToPath(repository)
