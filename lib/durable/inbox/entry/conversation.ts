import { createHash } from 'node:crypto'

const MAX_VALUES = 10_000 // that are looked at
const KEYS = new Set(['conversation', 'conversation_id', 'conversationid'])

/** Names a conversation without telling its id. Every id has a name of its own, whatever characters are in it. */
export function conversationKey (id: string): Buffer {
  return createHash('sha256').update(JSON.stringify(id)).digest()
}

/** Id of the conversation that a report is about: nobody knows where it stands, so it is looked for at every level. */
export function conversationIn (body: unknown): string | undefined {
  let level = [body]
  let seen = 0
  while (level.length > 0) {
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (Array.isArray(value)) {
        next.push(...value.slice(0, MAX_VALUES - seen))
        seen += value.length
        continue
      }
      for (const key in value) {
        if (seen++ >= MAX_VALUES) return
        const inner = (value as Record<string, unknown>)[key]
        const id = KEYS.has(key.toLowerCase()) ? idOf(inner) : undefined
        if (id !== undefined) return id
        next.push(inner)
      }
    }
    level = seen < MAX_VALUES ? next : []
  }
}

function idOf (value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value
  const { id, conversation_id: other } = Object(value) as { id?: unknown, conversation_id?: unknown }
  return [id, other].map(found => typeof found === 'number' ? String(found) : found).find(found =>
    typeof found === 'string') as string | undefined
}

const LONG = 16 // characters: an id of that many is not found elsewhere by chance

/** The bytes by which an id is found wherever it stands in a body, as JSON or not. */
export function tracesOf (id: string): Buffer[] {
  const quoted = JSON.stringify(id)
  return [Buffer.from(quoted), ...(id.length < LONG ? [] : [Buffer.from(id)])]
}
