import { isDeepStrictEqual } from 'node:util'
import { parseJsonOrUndefined } from '../../shared/json/json-or-undefined.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { isObject } from '../../replies/kind.ts'
import type { Exchange } from '../runner/exchange.ts'
import { tokensIn } from '../runner/random.ts'
import type { Run } from '../runner/run.ts'
import { MEMORY_KEYS } from './call-body.ts'

/** What the sample programs of the platform's page send as memory. */
const DEMO = { key: 'value' }
const OURS = /^check[A-Z]/ // keys that no webhook knows: it has to give them back

/** Looks at what became of the memory that was sent. */
export function examineMemory ({ results }: Run, skill: string, exchange: Exchange): void {
  const sent = memoryIn(parseJsonOrUndefined(exchange.request.body ?? '')) ?? {}
  const { text, json } = exchange.response as NonNullable<Exchange['response']>
  const own = tokensIn(exchange.request.body ?? '')
  results.checked(exchange, 'memory-mixed')
  if ([...tokensIn(text)].some(token => !own.has(token))) {
    results.found('memory-mixed', exchange,
      { skill, saw: 'a word in the answer that was sent in another conversation' })
    return
  }
  const ours = Object.keys(sent).filter(key => OURS.test(key))
  if (ours.length === 0) return
  results.checked(exchange, 'memory-demo', 'memory-emptied', 'memory-lost', 'memory-changed')
  const left = memoryIn(json)
  if (left === undefined) return // it is kept as it was
  const path = '/conversation/memory'
  const missing = ours.filter(key => !Object.hasOwn(left, key))
  const lost = MEMORY_KEYS.filter(key => missing.includes(key))
  if (lost.length > 0) {
    if (isDeepStrictEqual(left, DEMO)) {
      results.found('memory-demo', exchange, {
        skill, path, saw: 'the memory {"key":"value"} of the sample program, in place of what was remembered'
      })
    } else if (Object.keys(left).length === 0) {
      results.found('memory-emptied', exchange,
        { skill, path, saw: 'an empty memory' })
    } else {
      results.found('memory-lost', exchange, {
        skill, path, saw: `a memory without ${lost.join(' and ')}, which were sent`
      })
    }
    return
  }
  if (missing.length > 0) { // others are kept: it depends on the value
    results.found('memory-changed', exchange, {
      skill, path, saw: `${missing.join(', ')} did not come back, and other keys did`, cause: 'missing'
    })
    return
  }
  const changed = ours.find(key => !isDeepStrictEqual(left[key], sent[key]))
  if (changed !== undefined) {
    results.found('memory-changed', exchange, {
      skill,
      path: path + appendPointerStep(changed),
      saw: `${changed} came back as ${excerpt(left[changed])}, and was ${excerpt(sent[changed])}`,
      cause: changed
    })
  }
}

/** The memory in a body, of a call or of an answer. */
export function memoryIn (body: unknown): Record<string, unknown> | undefined {
  return isObject(body) && isObject(body.conversation) && isObject(body.conversation.memory)
    ? body.conversation.memory
    : undefined
}

function excerpt (value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
