/**
 * Whether nobody develops here: NODE_ENV is `production`. Decides whether details of failures may be told, and whether
 * the playground starts without being asked to.
 */
export function isProduction (): boolean {
  return process.env.NODE_ENV === 'production'
}
