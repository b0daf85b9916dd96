import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf } from './caller.ts'
import { percentile, tally } from './figures.ts'
import { missed, type Part } from './part.ts'
import { requestOf } from './requests.ts'
import { startServer } from './server-process.ts'

const LIMIT = 256 * 1024 // bytes: `bodyLimit` as it is by itself
const MAX_LENGTH = 25 // milliseconds that the event loop may be late for
const TIMES = 25 // that each is sent
const WARM = 6 // of them, in which code is compiled

/**
 * What a memory may be full of: each a text that is repeated, with something between, until the body is as large as it
 * may be.
 */
const fillings: Record<string, { open: string, close: string, item: (index: number) => string }> = {
  'one text': { open: '"', close: '"', item: () => 'lorem ipsum ' },
  'escaped characters': { open: '"', close: '"', item: () => '\\u0000' },
  emoji: { open: '"', close: '"', item: () => '💬' },
  'a sign of bytes that are not UTF-8': { open: '"', close: '"', item: () => '\ufffd' },
  'digits of a list': { open: '[0', close: ']', item: () => ',1' },
  'fractions of a list': { open: '[0', close: ']', item: index => `,-${index}.2345678901234567e-300` },
  'empty objects': { open: '[{}', close: ']', item: () => ',{}' },
  'keys of one object': { open: '{"":0', close: '}', item: index => `,"${index.toString(36)}":0` },
  'keys that are indexes': { open: '{"":0', close: '}', item: index => `,"${index * 7919}":0` },
  'the same key': { open: '{"":0', close: '}', item: () => ',"a":{}' },
  'lists as deep as they may be': { open: '[0', close: ']', item: () => `,${'['.repeat(58)}${']'.repeat(58)}` },
  'objects as deep as they may be': { open: '[0', close: ']', item: () => `,${'{"a":'.repeat(58)}0${'}'.repeat(58)}` },
  records: {
    open: '[0',
    close: ']',
    item: index => `,{"city":"Paris ${index}","nights":3,"paid":true,"hotel":{"raw":"Hotel du Nord","confidence":0.95}}`
  }
}

/** Bodies that are read by their schema are more than a memory. */
const wholeBodies: Record<string, string> = {
  intents: filled('{"conversation":{"skill":"ignore","memory":{}},"nlp":{"intents":[{"slug":"a","confidence":1}', ']}}',
    () => ',{"slug":"a","confidence":1}'),
  entities: filled('{"conversation":{"skill":"ignore","memory":{}},"nlp":{"entities":{"city":[{"raw":"a"}', ']}}}',
    () => ',{"raw":"a"}'),
  'kinds of entities': filled('{"conversation":{"skill":"ignore","memory":{}},"nlp":{"entities":{"city":[]', '}}}',
    index => `,"e${index.toString(36)}":[]`),
  'a stack of skills': filled('{"conversation":{"skill":"ignore","memory":{},"skill_stack":["a"', ']}}', () => ',"a"'),
  'unknown keys': filled('{"conversation":{"skill":"ignore","memory":{}}', '}', index => `,"k${index.toString(36)}":0`)
}

/** The largest bodies that are taken, of many shapes, one at a time: how long nobody else is answered. */
export const largeBodies: Part = {
  what: 'the largest body that is taken, in many shapes: how long the event loop is late, which may be ' +
    `${MAX_LENGTH} ms`,
  run: async closing => {
    const { port, ask } = await startServer(closing, 'plain')
    const caller = await callerOf(port)
    closing.teardown(caller.close)

    /**
     * Milliseconds that the event loop was late, and that the processor was used, while a request was answered: each
     * time.
     */
    async function measure (request: string): Promise<{ statuses: number[], delays: number[], used: number[] }> {
      const delays: number[] = []
      const used: number[] = []
      const statuses: number[] = []
      for (let time = 0; time < TIMES; time++) {
        const { cpu } = await ask()
        await sleep(5) // it begins to count at its next look
        statuses.push((await caller.call(request)).status)
        await sleep(5)
        const after = await ask()
        delays.push(after.delay.max)
        used.push(after.cpu - cpu)
      }
      return { statuses, delays: delays.slice(WARM), used: used.slice(WARM) }
    }

    const requests = {
      ...Object.fromEntries(Object.entries(fillings).flatMap(([name, { open, close, item }]) => [
        'ignore', 'change', 'typed'
      ].map(skill => {
        const body = filled(`{"conversation":{"skill":"${skill}","memory":{"filling":${open}`, `${close}}}}`, item,
          skill === 'ignore' ? LIMIT : LIMIT * 0.74)
        return [`${name}, ${skill}`, requestOf(body)]
      }))),
      ...Object.fromEntries(Object.entries(wholeBodies).map(([name, body]) => [name, requestOf(body)])),
      'a report of records': requestOf(filled('[0', ']', (fillings.records as typeof fillings[string]).item),
        { path: '/errors' }),
      'a report of digits': requestOf(filled('[0', ']', () => ',1'), { path: '/errors' })
    }
    console.log(`${'milliseconds'.padEnd(48)} median   p90    max   CPU, median   answers`)
    let longest = 0
    let taken = true
    for (const [name, request] of Object.entries({ '(nothing to read)': NOTHING, ...requests })) {
      const { delays, used, statuses } = await measure(request)
      const figures = [50, 90, 100].map(percent => percentile(delays, percent))
      const cpu = percentile(used, 50)
      console.log(`${name.padEnd(48)} ${figures.map(figure => figure.toFixed(1).padStart(6)).join(' ')}   ` +
        `${cpu.toFixed(1).padStart(11)}   ${tally(statuses)}`)
      // Other processes make it late too: it is not the body that holds it up for longer than the processor was used.
      longest = Math.max(longest, Math.min(figures[0] as number, cpu))
      taken &&= !statuses.some(status => status === 400 || status === 413)
    }
    console.log(`late for ${longest.toFixed(1)} ms at most, in the middle of ${TIMES - WARM} times; 500: the memory ` +
      'is beyond memoryLimit, and does not go back')
    return missed({
      'every body is taken': taken, [`the event loop is late for ${MAX_LENGTH} ms at most`]: longest <= MAX_LENGTH
    })
  }
}

const NOTHING = 'GET /nowhere HTTP/1.1\r\nhost: bot\r\n\r\n'

/** JSON of no more than so many bytes, and hardly less. */
function filled (open: string, close: string, item: (index: number) => string, limit = LIMIT): string {
  const parts = [open]
  for (let index = 0, size = Buffer.byteLength(open + close); ; index++) {
    const part = item(index)
    size += Buffer.byteLength(part)
    if (size > limit) return parts.join('') + close
    parts.push(part)
  }
}
