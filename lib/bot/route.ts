/** HTTP methods with which the platform can call a webhook. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const satisfies Method[]

/** Whether a call could ever match it. */
export function isRoute (path: unknown): path is string {
  return typeof path === 'string' && /^\/[^?#]*$/.test(path)
}
