import { isUtf8 } from 'node:buffer'
import { isObject } from '../../../replies/kind.ts'
import { parseJsonOrUndefined } from '../../../shared/json/json-or-undefined.ts'
import type { InboxEntry } from '../read/entries.ts'

type Json = Record<string, unknown>

/** A call that can be had again as a sentence of a conversation. */
export interface Sentence {
  readonly conversation: Json
  readonly nlp: Json & { readonly source: string }
  /** What the conversation starts with. */
  readonly start: Json
  /** What the sentence is understood as. */
  readonly understood: Json
}

/** Undefined for a call that is no sentence, such as a custom action. */
export function sentenceOf ({ raw, route }: Pick<InboxEntry, 'raw' | 'route'>): Sentence | undefined {
  if (route?.method !== 'POST' || !isUtf8(raw)) return undefined
  const body: unknown = parseJsonOrUndefined(raw.toString())
  if (!isObject(body) || !isObject(body.conversation) || !isObject(body.nlp) || typeof body.nlp.source !== 'string' ||
    body.nlp.source === '') return undefined
  const { conversation, nlp } = body
  return {
    conversation,
    nlp: nlp as Sentence['nlp'],
    start: {
      ...texts(conversation, ['language']),
      ...(isObject(conversation.memory) && { memory: conversation.memory }),
      ...(isObject(conversation.participant_data) && Object.keys(conversation.participant_data).length > 0 &&
        { participant: conversation.participant_data })
    },
    understood: {
      ...texts(conversation, ['skill']),
      ...(Array.isArray(nlp.intents) && { intents: nlp.intents }),
      ...(isObject(nlp.entities) && Object.keys(nlp.entities).length > 0 && { entities: nlp.entities }),
      ...texts(nlp, ['sentiment'])
    }
  }
}

/** Those of the keys that hold a text. */
export function texts (from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter(key => typeof from[key] === 'string').map(key => [key, from[key]]))
}
