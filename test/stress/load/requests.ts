import { authorization } from '../../support/production-child.ts'

/** A call, byte for byte. */
export function requestOf (body: string, { path = '/', authorized = authorization } = {}): string {
  const bytes = Buffer.from(body)
  return `POST ${path} HTTP/1.1\r\nhost: bot\r\nauthorization: ${authorized}\r\ncontent-type: ` +
    `application/json\r\ncontent-length: ${bytes.length}\r\n\r\n${bytes.toString('latin1')}`
}

let sentences = 0

/**
 * A call that asks the example for production for an order: of another sentence each time, or it would not be run
 * again.
 */
export function orderCall (authorized?: string): string {
  const body = JSON.stringify({
    conversation: {
      id: 'c1',
      language: 'en',
      memory: { order: 7 },
      skill_stack: ['order-status'],
      skill: 'order-status',
      skill_occurences: 1,
      participant_data: {}
    },
    nlp: {
      uuid: `sentence-${sentences++}`,
      source: 'where is it?',
      intents: [{ slug: 'order-status', confidence: 0.99 }],
      entities: {},
      language: 'en',
      timestamp: '2017-10-25T21:36:02.071243+00:00',
      status: 200
    }
  })
  return requestOf(body, authorized === undefined ? {} : { authorized })
}
