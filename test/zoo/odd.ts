import { healthy, json, says, type Webhook } from './webhook.ts'

const refuse: Webhook['failed'] = (response, error) => json(response, { error: (error as Error).message }, 404)

/** Habits that are unusual, and no fault: each is seen in real webhooks, or allowed by what the platform documents. */
export const odd: Readonly<Record<string, Partial<Webhook>>> = {
  'keeps the memory by saying nothing of it': { answer: call => ({ replies: says(call, 'Hello').replies }) },
  'has nothing to say': { answer: () => ({}) },
  'answers null for the memory': { answer: () => ({ replies: [], conversation: { memory: null, language: null } }) },
  'sends the whole conversation back': { answer: call => ({ ...says(call, 'Hello'), conversation: call.conversation }) },
  'answers with a status of its own in the body': { answer: call => ({ ...says(call, 'Hello'), status: 200, hasDelay: false }) },
  'sets the language of the conversation': { answer: call => ({ ...says(call, 'Oi'), conversation: { ...says(call, '').conversation, language: 'pt-BR' } }) },
  'counts visits in the memory': {
    answer: ({ conversation: { memory = {} } }) => ({ replies: [], conversation: { memory: { ...memory, visits: Number(memory.visits ?? 0) + 1 } } })
  },
  'repeats what the user says': { answer: call => says(call, `You say: ${call.nlp.source.slice(0, 600)}`) },
  'leaves delay and markdown empty, as the platform does': { answer: call => ({ ...says(call, ''), replies: [{ type: 'text', content: 'Hello', delay: null, markdown: null }, { type: 'text', content: 'again', delay: '' }] }) },
  'takes its own skill only, and says so': {
    answer: call => {
      if (call.conversation.skill !== 'greetings') throw new Error('no such skill')
      return says(call, 'Hello')
    },
    failed: refuse
  },
  'takes its own intent only, and says so': {
    answer: call => {
      if (call.nlp.intents[0]?.slug !== 'greetings') throw new Error('no such intent')
      return says(call, 'Hello')
    },
    failed: refuse
  },
  'forbids what it refuses': { refuse: response => json(response, { error: 'Forbidden', id: crypto.randomUUID(), at: new Date() }, 403) },
  'names its charset': { send: (response, answer) => response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(answer)) },
  'writes its answer in many pieces': {
    send: (response, answer) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const letter of JSON.stringify(answer).match(/[^]{1,7}/gu) ?? []) response.write(letter)
      response.end()
    }
  },
  'thanks for reports in words': { report: response => response.end('Thank you') },
  'closes the connection after what is no call': { malformed: response => healthy.malformed(response.setHeader('connection', 'close'), undefined) }
}
