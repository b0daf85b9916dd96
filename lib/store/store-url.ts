/** What the URL of a store must be. */
export const STORE_URL = 'pglite:./folder, or the URL of a database: postgres://user:password@host:5432/name'

/** What the URL of a PGlite begins with; alone it is one in memory. */
export const PGLITE = 'pglite:'

export function isStoreUrl (url: unknown): url is string {
  return typeof url === 'string' &&
    (url.startsWith(PGLITE) || (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)))
}
