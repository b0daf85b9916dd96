/** What a text says as JSON; undefined when it is none. */
export function parseJsonOrUndefined (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
