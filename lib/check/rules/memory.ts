import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage, memoryPage, servers } = sources
const replaced = 'the memory that is sent back "will replace the actual memory": what it lacks is forgotten'

/** What the bot remembers survives a call. */
export const memoryRules = createRules('memory', [
  [
    'demo',
    'error',
    "The sample's memory is not left in",
    replaced,
    webhookPage,
    "delete memory: { key: 'value' } of the sample program, or leave conversation out of the answer"
  ],
  [
    'emptied',
    'error',
    'The memory is not emptied',
    replaced,
    webhookPage,
    'leave memory out of the answer to keep it; send {} only to forget everything'
  ],
  [
    'lost',
    'error',
    'Keys of the memory are not lost',
    replaced,
    webhookPage,
    'start from the memory that came in, change what you must, and send all of it back'
  ],
  [
    'changed',
    'error',
    'Values of the memory come back as they were',
    'memory is JSON of any kind, and is given back by value',
    memoryPage,
    'send back what you do not use as it came: no conversion to strings, no dropping of null, no cutting of depth'
  ],
  [
    'mixed',
    'error',
    'Conversations do not share memory',
    'the memory in a call is that of its conversation, and of no other',
    servers,
    'keep nothing of a call in a global variable'
  ],
  [
    'repeat',
    'warning',
    'The same call leaves the same memory',
    'the memory follows from the call, not from calls before it',
    servers,
    'keep counters and states in the memory, not in the server; a time or a fresh number that belongs there is fine: ' +
      'skip this rule'
  ]
])
