import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage, captures, statePage, memoryPage, lexicPages, goldPage, servers } = sources
const present =
  'look before you take: entities.location?.[0], intents[0]?.slug; answer something in each other case too'
const open = 'read the keys that you need, and let others pass'
const plain =
  'treat what users say as data: parameters of queries, values in a JSON library, never pieces of code or text'

/** Each differs from the ordinary call in one thing, and has to be answered as well. */
export const inputRules = createRules('input', [
  [
    'entity-missing',
    'error',
    'A sentence without entities',
    'entities are there when they were recognised only',
    webhookPage,
    present
  ],
  [
    'entity-nulls',
    'error',
    'An entity whose fields are all null',
    'all that the platform does not know of an entity is null',
    goldPage,
    present
  ],
  [
    'intents-empty',
    'error',
    'A sentence without intents',
    'intents is an empty list when nothing matched; a refusal with 4xx is an answer too',
    webhookPage,
    present
  ],
  [
    'intent-unknown',
    'error',
    'An intent that the webhook does not know',
    'a bot gets new intents without its webhook; a refusal with 4xx is an answer too',
    webhookPage,
    'answer something for each other intent'
  ],
  ['type-null', 'error', 'type, act and sentiment are null', 'what was not recognised is null', lexicPages, present],
  [
    'text-empty',
    'error',
    'An empty sentence',
    'source is what the user wrote, or the value of a button',
    webhookPage,
    present
  ],
  [
    'text-long',
    'error',
    'A long sentence',
    'no limit of a sentence is documented',
    webhookPage,
    'cut what you cannot use'
  ],
  ['text-quotes', 'error', 'Quotes, backslashes and signs of templates', 'users write anything', servers, plain],
  [
    'unicode',
    'error',
    'Emoji, right-to-left text and combining marks',
    'users write anything',
    webhookPage,
    'read and write UTF-8 everywhere'
  ],
  [
    'skill-unknown',
    'error',
    'A skill that it does not know',
    'skills are added and renamed in the bot; a refusal with 4xx is an answer too',
    statePage,
    'add a last branch that answers'
  ],
  [
    'skill-prototype',
    'error',
    'A skill with the name of a built-in',
    'a skill may be called constructor; a refusal with 4xx is an answer too',
    servers,
    'look names up in a Map, or with Object.hasOwn'
  ],
  [
    'skill-null',
    'error',
    'A call without a skill',
    'skill is null or missing in some bodies; a refusal with 4xx is an answer too',
    captures,
    'add a last branch that answers'
  ],
  [
    'language-unknown',
    'error',
    'A language that it does not speak',
    'language is what was detected, be it spoken by the bot or not',
    lexicPages,
    'fall back to a language that you speak'
  ],
  ['memory-empty', 'error', 'An empty memory', 'a conversation starts with an empty memory', memoryPage, present],
  ['memory-absent', 'error', 'No memory at all', 'bodies by hand and the first ones lack it', captures, present],
  [
    'memory-deep',
    'error',
    'A memory with twenty levels',
    'memory is JSON of any kind',
    memoryPage,
    'give back what you do not use as it came'
  ],
  [
    'memory-keys',
    'error',
    'Keys such as __proto__, a.b and an empty one',
    'memory has any keys; a refusal with 4xx is an answer too',
    memoryPage,
    'copy keys one by one, and never into a prototype'
  ],
  [
    'memory-large',
    'warning',
    'A memory of 100 KiB',
    'all of the memory comes with every call, and nothing limits it',
    memoryPage,
    'take bodies of 1 MiB: body-parser and express.json stop at 100 kB unless you say otherwise'
  ],
  [
    'version-2017',
    'error',
    'A body as it was in 2017',
    'no id but conversation_id, no participant_data',
    captures,
    'read conversation.id, or else conversation.conversation_id'
  ],
  [
    'version-2018',
    'error',
    'A body as it was in 2018',
    'action_id, conversation_id and a warning beside what is documented',
    captures,
    open
  ],
  [
    'version-2019',
    'error',
    'A body as it was in 2019',
    'qna, action_id, conversation_id and a warning beside what is documented',
    captures,
    open
  ],
  [
    'keys-extra',
    'error',
    'Keys that nobody has heard of',
    'the platform has added keys each year, at every level',
    captures,
    open
  ]
])
