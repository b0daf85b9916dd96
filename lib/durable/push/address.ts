/**
 * Where a message for a conversation is posted; nothing when the id cannot be one segment of a path below the base, and
 * so would lead elsewhere. The base ends with a slash.
 */
export function addressOf (base: string, conversation: string): URL | undefined {
  const segment = segmentOf(conversation)
  if (segment === undefined) return undefined
  const wanted = `${base}conversations/${segment}/messages`
  const address = new URL(wanted)
  return address.href === wanted ? address : undefined // a URL parser resolves steps such as `..`
}

/** Nothing for an empty one, and for one with half of a surrogate pair, which has no encoding. */
function segmentOf (conversation: string): string | undefined {
  try {
    return encodeURIComponent(conversation) || undefined
  } catch {
    return undefined
  }
}
