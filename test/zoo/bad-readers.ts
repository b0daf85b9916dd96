import type { Animal } from './animal.ts'
import { healthy, json, says, wait, type Webhook } from './webhook.ts'

/** What a careless reader of calls throws is a 500. */
const failed: Webhook['failed'] = response => json(response, { error: 'Internal Server Error' }, 500)
const greetings = { en: 'Hello', fr: 'Bonjour' }
const skills = { greetings: { texts: ['Hello'] } }
const seen = new Set<string>()
let busy = 0
let lock = Promise.resolve()

/** Those who are sure of what they read. */
export const badReaders: Record<string, Animal> = {
  'logs in its catch, and does not answer': {
    rule: 'input-entity-missing',
    timeout: 1000,
    habits: { answer: call => says(call, call.nlp.entities.location[0].raw), failed: () => {} }
  },
  'is sure of an intent': { rule: 'input-intents-empty', habits: { answer: call => says(call, `You say ${call.nlp.intents[0].slug}`), failed } },
  'is sure that numbers are scalars': { rule: 'input-entity-nulls', habits: { answer: call => says(call, `For ${call.nlp.entities.number?.[0].scalar.toFixed() ?? 'how many'} nights`), failed } },
  'is sure of a type': { rule: 'input-type-null', habits: { answer: call => says(call, `About ${call.nlp.type.split(':')[0]}`), failed } },
  'is sure of a word': { rule: 'input-text-empty', habits: { answer: call => says(call, `You begin with ${(call.nlp.source.match(/\S+/) as RegExpMatchArray)[0].slice(0, 20)}`), failed } },
  'repeats what the user said, even nothing': { rule: 'reply-text-empty', habits: { answer: call => says(call, call.nlp.source.slice(0, 100)) } },
  'writes JSON by hand': {
    rule: 'input-text-quotes',
    habits: { answer: call => JSON.parse(`{"replies":[{"type":"text","content":"You say: ${call.nlp.source.slice(0, 100)}"}]}`), failed }
  },
  'knows its skills only': {
    rule: 'input-skill-unknown',
    timeout: 1000,
    habits: { answer: call => call.conversation.skill in skills || call.conversation.skill === null ? says(call, 'Hello') : new Promise(() => {}) }
  },
  'finds skills that nobody wrote': {
    rule: 'input-skill-prototype',
    habits: { answer: call => says(call, skills[call.conversation.skill]?.texts[0] ?? 'Hello'), failed }
  },
  'speaks two languages': { rule: 'input-language-unknown', habits: { answer: call => says(call, greetings[call.conversation.language].toString()), failed } },
  'is sure of a memory': { rule: 'input-memory-absent', habits: { answer: call => says(call, `Key ${Object.keys(call.conversation.memory)[0]}`), failed } },
  'is sure of what it asked for before': {
    rule: 'input-memory-empty',
    also: 'input-memory-absent',
    memory: { genre: { raw: 'a comedy', value: 'comedy' } },
    habits: { answer: call => says(call, `A ${(call.conversation.memory.genre as { value: string }).value} it is`), failed }
  },
  'keeps the memory in a database that reads dots in keys': {
    rule: 'input-memory-keys',
    habits: {
      answer: call => {
        for (const key of Object.keys(call.conversation.memory ?? {})) if (key.includes('.') || key.startsWith('$')) throw new Error(`the dotted field '${key}' is not valid for storage`)
        return says(call, 'Hello')
      },
      failed
    }
  },
  'takes 100 kB and no more': {
    rule: 'input-memory-large',
    habits: { parse: text => healthy.parse(text.length > 100_000 ? '' : text), malformed: response => json(response, { error: 'too large' }, 413) }
  },
  'is sure of an id': { rule: 'input-era-2017', habits: { answer: call => says(call, `Ticket ${call.conversation.id.slice(0, 8)}`), failed } },
  'takes a warning for an error': {
    rule: 'input-era-2018',
    also: 'input-era-2019', // it was sent for years
    habits: {
      answer: call => {
        const { warning } = call.conversation as { warning?: string }
        if (warning !== undefined) throw new Error(warning)
        return says(call, 'Hello')
      },
      failed
    }
  },
  'is sure that questions come with answers': {
    rule: 'input-era-2019',
    habits: {
      answer: call => {
        const { qna } = call as { qna?: { faq: { answers: [{ answer: string }] } } }
        return says(call, qna === undefined ? 'Hello' : qna.faq.answers[0].answer)
      },
      failed
    }
  },
  'refuses keys that it does not know': {
    rule: 'input-keys-extra',
    habits: {
      parse: text => {
        const call = healthy.parse(text)
        const strange = Object.keys(call).filter(key => !['conversation', 'nlp', 'conversation_id', 'action_id', 'qna', 'messages'].includes(key))
        if (strange.length > 0) throw new Error(`unknown: ${strange}`)
        return call
      }
    }
  },
  'answers a sentence once': {
    rule: 'answer-repeat',
    habits: {
      answer: call => {
        const { uuid } = call.nlp as { uuid?: string }
        if (uuid !== undefined && seen.has(uuid)) throw new Error('seen before')
        seen.add(String(uuid))
        return says(call, 'Hello')
      },
      failed
    }
  },
  'locks, and never unlocks after an error': {
    rule: 'answer-alive',
    also: 'input-entity-missing',
    timeout: 1000,
    habits: {
      answer: async call => {
        const before = lock
        let unlock = () => {}
        lock = new Promise(resolve => { unlock = resolve })
        await before
        const place = call.nlp.entities.location[0].raw
        unlock()
        return says(call, place)
      },
      failed: () => {}
    }
  },
  'serves ten at a time': {
    rule: 'load-concurrent',
    habits: {
      answer: async call => {
        if (busy >= 10) throw new Error('busy')
        busy++
        await wait(20)
        busy--
        return says(call, 'Hello')
      },
      failed
    }
  }
}
