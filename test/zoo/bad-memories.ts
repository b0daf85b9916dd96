import type { Animal } from './animal.ts'
import { says, wait, type Call } from './webhook.ts'

const remembering = (rule: string, memoryOf: (call: Call) => unknown): Animal => ({
  rule,
  habits: { answer: async call => ({ ...says(call, 'Hello'), conversation: { memory: await memoryOf(call) } }) }
})

let current: unknown // the fault itself: all users share it
let visits = 0

/** Those who forget, or take one user for another. */
export const badMemories: Record<string, Animal> = {
  'left the memory of the sample program in': remembering('memory-demo', () => ({ key: 'value' })),
  'answers with an empty memory': remembering('memory-emptied', () => ({})),
  'answers with a memory of its own': remembering('memory-lost', ({ nlp }) => ({ place: nlp.entities.location?.[0].raw ?? null, step: 2 })),
  'turns all values into strings': remembering('memory-changed', ({ conversation: { memory = {} } }) => Object.fromEntries(Object.entries(memory).map(([key, value]) => [key, String(value)]))),
  'drops what is empty': remembering('memory-changed', ({ conversation: { memory = {} } }) => Object.fromEntries(Object.entries(memory).filter(([, value]) => value))),
  'rounds all numbers': remembering('memory-changed', ({ conversation: { memory = {} } }) =>
    Object.fromEntries(Object.entries(memory).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value) : value]))),
  'keeps the memory in a global variable': remembering('memory-mixed', async ({ conversation: { memory } }) => {
    current = memory
    await wait(20)
    return current
  }),
  'counts visits in the server': remembering('memory-repeat', ({ conversation: { memory } }) => ({ ...memory, visits: ++visits }))
}
