import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'
import { MAX_TIMER_MS } from '../../shared/limits.ts'
import { ConditionSchema } from './condition-schema.ts'

const closed = { additionalProperties: false } // a misspelt key must be told, not ignored
const says = (description: string): SchemaOptions => ({ description })
const named = <S extends TSchema>(schema: S, description: string) => Type.Record(Type.String(), schema, { description })

const headers = Type.Optional(named(Type.String(), 'Headers by name. A dollar sign and {NAME} stand for a variable of the environment.'))

const AuthSchema = Type.Object({
  basic: Type.Optional(Type.Object({ username: Type.String(), password: Type.String() }, closed)),
  bearer: Type.Optional(Type.String(says('The token.'))),
  header: Type.Optional(Type.Object({ name: Type.String(), value: Type.String() }, closed))
}, { ...closed, ...says('Credentials of each call: one of basic, bearer and header.') })

export const PROTOCOL_VERSIONS = ['2017', '2018', '2019'] as const
/** Whose form of the body a webhook is called with. */
export type ProtocolVersion = typeof PROTOCOL_VERSIONS[number]
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const

const CallsSchema = Type.Object({
  url: Type.Optional(Type.String(says('Base URL: a route of a webhook action is appended to it as it stands.'))),
  errors: Type.Optional(Type.String(says('Where failed calls are reported. Default: the base URL with /errors.'))),
  headers,
  auth: Type.Optional(AuthSchema),
  timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMER_MS, description: 'Milliseconds to wait for an answer. Default: 15000, what the platform was measured to wait.' })),
  protocolVersion: Type.Optional(Type.Union(PROTOCOL_VERSIONS.map(version => Type.Literal(version)), says('Form of the bodies, by year. Default: as documented.')))
}, { ...closed, ...says('How webhooks are called.') })

const IntentSchema = Type.Object({
  description: Type.Optional(Type.String()),
  expressions: named(Type.Array(Type.String(), { minItems: 1 }), 'What users say, by language.')
}, closed)

const EntityValueSchema = Type.Object({
  value: Type.String(),
  synonyms: Type.Optional(Type.Array(Type.String(), says('Other words for it, in any language. The value itself is one already.'))),
  enrichment: Type.Optional(Type.Record(Type.String(), Type.Unknown(), says('Fields of one\'s own that a recognised entity carries.')))
}, closed)

const EntitySchema = Type.Object({
  values: Type.Optional(Type.Array(Type.Union([Type.String(), EntityValueSchema]), { minItems: 1 })),
  regex: Type.Optional(Type.String(says('A regular expression of JavaScript, without slashes; case does not matter.')))
}, { ...closed, ...says('What it is recognised by: one of values and regex.') })

/** Any reply, with variables; words alone are a text. By language when its keys are languages of the bot. */
const MessageSchema = Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())])

const WebhookActionSchema = Type.Object({
  url: Type.String(says('A full URL, or a route that starts with a slash. Variables are filled in.')),
  method: Type.Optional(Type.Union(METHODS.map(method => Type.Literal(method)), says('Default: POST.'))),
  headers,
  body: Type.Optional(Type.Unknown(says('A custom body: text with variables, or a value whose strings have variables. Default: the state of the conversation.')))
}, closed)

const MemoryActionSchema = Type.Object({
  reset: Type.Optional(Type.Boolean(says('Forgets everything first.'))),
  set: Type.Optional(Type.Record(Type.String(), Type.Unknown(), says('Values by key; then these are set.'))),
  unset: Type.Optional(Type.Array(Type.String(), says('Keys; at last these are forgotten.')))
}, { ...closed, minProperties: 1 })

const GotoSchema = Type.Object({
  skill: Type.String(),
  wait: Type.Optional(Type.Boolean(says('True: the next sentence tries this skill first, by its triggers. Default: it runs at once.')))
}, closed)

export const ActionSchema = Type.Object({
  if: Type.Optional(ConditionSchema),
  message: Type.Optional(MessageSchema),
  webhook: Type.Optional(Type.Union([Type.String(), WebhookActionSchema], says('A URL or route alone, or with method, headers and body.'))),
  memory: Type.Optional(MemoryActionSchema),
  goto: Type.Optional(Type.Union([Type.String(), GotoSchema])),
  language: Type.Optional(Type.String(says('The conversation goes on in this one.')))
}, { ...closed, ...says('One of message, webhook, memory, goto and language; with if, only when that holds.') })

const saying = Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown()), Type.Array(ActionSchema)], says('A message, or a list of actions.'))

const RequirementSchema = Type.Object({
  entity: Type.Optional(Type.String()),
  intent: Type.Optional(Type.String()),
  as: Type.Optional(Type.String(says('Key in the memory. Default: the name of the entity or intent.'))),
  question: Type.Optional(saying),
  validation: Type.Optional(Type.Object({
    condition: ConditionSchema,
    otherwise: Type.Optional(saying)
  }, { ...closed, ...says('What is found is only kept when the condition holds.') })),
  complete: Type.Optional(saying)
}, { ...closed, ...says('Something to know before the actions: one of entity and intent.') })

const SkillSchema = Type.Object({
  triggers: Type.Optional(Type.Union([Type.String(), ConditionSchema, Type.Array(ConditionSchema)], says('When it runs; a list means any of them. Without triggers it only runs by goto or as fallback.'))),
  requirements: Type.Optional(Type.Array(RequirementSchema)),
  actions: Type.Optional(Type.Array(ActionSchema))
}, closed)

export const BotFileSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, description: 'ISO 639-1 codes; the first one is spoken when in doubt.' }),
  webhook: Type.Optional(CallsSchema),
  intents: Type.Optional(named(IntentSchema, 'By slug.')),
  entities: Type.Optional(named(EntitySchema, 'By name.')),
  gold: Type.Optional(Type.Array(Type.String(), says('Gold entities to recognise besides those that triggers, requirements and variables name. email, url, ip and phone always are.'))),
  skills: Type.Record(Type.String(), SkillSchema, { minProperties: 1, description: 'By slug.' }),
  fallback: Type.Optional(Type.String(says('The skill that runs when no other is triggered, or several are.')))
}, { ...closed, $id: 'BotFile', ...says('A bot, as the local Bot Builder runs it.') })

/** What a bot file says. */
export type BotFile = Static<typeof BotFileSchema>
