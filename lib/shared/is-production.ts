/** Whether nobody develops here: NODE_ENV is `production`. Decides whether details of failures may be told. */
export function isProduction (): boolean {
  return process.env.NODE_ENV === 'production'
}
