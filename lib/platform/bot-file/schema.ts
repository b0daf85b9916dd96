import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'
import { MAX_TIMER_MS } from '../../shared/limits.ts'
import { ConditionSchema } from './condition-schema.ts'

const closed = { additionalProperties: false } // a misspelt key must be told, not ignored
const describe = (description: string): SchemaOptions => ({ description })
const named = <S extends TSchema>(schema: S, description: string) => Type.Record(Type.String(), schema, { description })

const headers = Type.Optional(named(Type.String(),
  'Headers by name. A dollar sign and {NAME} stand for a variable of the environment, unless behind a backslash.'
))

const AuthSchema = Type.Object({
  basic: Type.Optional(Type.Object({ username: Type.String(), password: Type.String() }, closed)),
  bearer: Type.Optional(Type.String(describe('The token.'))),
  header: Type.Optional(Type.Object({ name: Type.String(), value: Type.String() }, closed))
}, { ...closed, ...describe('Credentials of each call: one of basic, bearer and header.') })

/** The years whose form of the bodies is known. */
export const PROTOCOL_VERSIONS = ['2017', '2018', '2019'] as const
/** Whose form of the body a webhook is called with. */
export type ProtocolVersion = typeof PROTOCOL_VERSIONS[number]
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const
export const API_METHODS = [...METHODS, 'DELETE'] as const
/** What an action can do; each does one of these. */
export const ACTION_KINDS = [
  'message', 'webhook', 'api', 'memory', 'goto', 'language', 'disambiguate', 'reset', 'actions'
] as const

const CallsSchema = Type.Object({
  url: Type.Optional(Type.String(describe('Base URL: a route of a webhook action is appended to it as it stands.'))),
  errors: Type.Optional(Type.String(describe('Where failed calls are reported. Default: the base URL with /errors.'))),
  headers,
  auth: Type.Optional(AuthSchema),
  timeout: Type.Optional(Type.Integer({
    minimum: 1,
    maximum: MAX_TIMER_MS,
    description: 'Milliseconds to wait for an answer. Default: 15000, what the platform was measured to wait.'
  })),
  protocolVersion: Type.Optional(Type.Union(PROTOCOL_VERSIONS.map(version => Type.Literal(version)),
    describe('Form of the bodies, by year. Default: as documented.')))
}, { ...closed, ...describe('How webhooks are called.') })

/** Percent of confidence. */
const strictness = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description }))

const IntentSchema = Type.Object({
  description: Type.Optional(Type.String()),
  strictness: strictness(
    'Percent of confidence from which this intent counts as recognised. Default: that of the bot.'
  ),
  expressions: named(Type.Array(Type.String(), { minItems: 1 }), 'What users say, by language.')
}, closed)

const fields = (description: string) => Type.Optional(Type.Record(Type.String(), Type.Unknown(), describe(description)))

const EntityValueSchema = Type.Object({
  value: Type.String(),
  synonyms: Type.Optional(Type.Array(Type.String(), describe('Other words for it. The value itself is one already.'))),
  enrichment: fields('Fields of its own that the recognised entity carries.')
}, closed)

const valueList = Type.Array(Type.Union([Type.String(), EntityValueSchema]))

const EntitySchema = Type.Object({
  description: Type.Optional(Type.String()),
  values: Type.Optional(Type.Union([valueList, named(valueList, 'By language.')],
    describe('The words that it is recognised by, in all languages or by language.'))),
  free: Type.Optional(Type.Boolean(describe('True: other words are recognised, too, where `after` and `before` say.'))),
  after: Type.Optional(Type.Array(Type.String({ minLength: 1 }),
    describe('For a free entity or a role: words that stand before it in a sentence.'))),
  before: Type.Optional(Type.Array(Type.String({ minLength: 1 }),
    describe('For a free entity or a role: words that stand behind it in a sentence.'))),
  of: Type.Optional(Type.String(describe(
    'The entity that this is a role of: it is recognised where that one is, if `after` and `before` fit.'
  ))),
  regex: Type.Optional(Type.String(describe(
    'A regular expression of JavaScript, without slashes. It matches whole words.'
  ))),
  flags: Type.Optional(Type.String({
    pattern: '^(?!.*(.).*\\1)[imsuv]*$', description: 'Of the regular expression. Without `i` case counts.'
  })),
  strictness: strictness('Percent of the letters of a value that must be there; for a free entity, of confidence. ' +
    'Default: 90, and 0 for a free entity.'),
  enrichment: fields('Fields of each recognised entity, for values without an enrichment of their own.')
}, { ...closed, ...describe('What it is recognised by: one of `values`, `regex` and `of`, or `after` and `before`.') })

/**
 * Any reply, with variables; words alone are a text, a list holds wordings of which one is sent. By language when its
 * keys are languages of the bot.
 */
const MessageSchema = Type.Union([
  Type.String(), Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown(), { minItems: 1 })
])

const WebhookActionSchema = Type.Object({
  url: Type.String(describe('A full URL, or a route that starts with a slash. Variables are filled in.')),
  method: Type.Optional(Type.Union(METHODS.map(method => Type.Literal(method)), describe('Default: POST.'))),
  headers,
  body: Type.Optional(Type.Unknown(describe('A custom body: text with variables, or a value whose strings have ' +
    'variables. Default: the state of the conversation.')))
}, closed)

const ApiAuthSchema = Type.Object({
  basic: AuthSchema.properties.basic,
  bearer: AuthSchema.properties.bearer,
  header: AuthSchema.properties.header,
  oauth2: Type.Optional(Type.Object({
    tokenUrl: Type.String(describe('Where an access token is asked for, with grant type client_credentials.')),
    clientId: Type.String(),
    clientSecret: Type.String(),
    scope: Type.Optional(Type.String())
  }, closed))
}, { ...closed, ...describe('Credentials of the call: one of basic, bearer, header and oauth2.') })

const MemoryActionSchema = Type.Object({
  reset: Type.Optional(Type.Boolean(describe('Forgets everything first.'))),
  set: Type.Optional(Type.Record(Type.String(), Type.Unknown(), describe('Values by key; then these are set.'))),
  unset: Type.Optional(Type.Array(Type.String(), describe('Keys; at last these are forgotten.')))
}, { ...closed, minProperties: 1 })

const GotoSchema = Type.Object({
  skill: Type.String(),
  wait: Type.Optional(Type.Boolean(describe(
    'True: the next sentence tries this skill first, by its triggers. Default: it runs at once.'
  )))
}, closed)

export const ActionSchema = Type.Recursive(Action => Type.Object({
  if: Type.Optional(ConditionSchema),
  message: Type.Optional(MessageSchema),
  webhook: Type.Optional(Type.Union([Type.String(), WebhookActionSchema],
    describe('A URL or route alone, or with method, headers and body.'))),
  api: Type.Optional(Type.Object({
    name: Type.Optional(Type.String({
      pattern: '^[^\\s.{}\\[\\]/#@]+$',
      description: 'The answer is api_service_response.NAME, with status, headers and body. Default: default.'
    })),
    url: Type.String(describe('A full URL, or a route that starts with a slash. Variables are filled in.')),
    method: Type.Optional(Type.Union(API_METHODS.map(method => Type.Literal(method)),
      describe('Default: GET without a body, POST with one.'))),
    headers,
    body: Type.Optional(Type.Unknown(describe(
      'Text with variables, or a value whose strings have variables. Default: none.'
    ))),
    auth: Type.Optional(ApiAuthSchema),
    otherwise: Type.Optional(Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown()), Type.Array(Action)],
      describe('A message or actions for when the call fails or is answered with a status other than 2xx.')))
  }, { ...closed, ...describe('Calls any HTTP API.') })),
  memory: Type.Optional(MemoryActionSchema),
  goto: Type.Optional(Type.Union([Type.String(), GotoSchema])),
  language: Type.Optional(Type.String(describe('The conversation goes on in this one.'))),
  disambiguate: Type.Optional(Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())],
    describe('A text, followed by a button for each skill that the sentence has triggered.'))),
  reset: Type.Optional(Type.Boolean(describe(
    'True: the conversation starts again, without memory, language and skills that wait.'
  ))),
  actions: Type.Optional(Type.Array(Action, describe('Several actions under one condition, which is looked at once.')))
}, {
  ...closed,
  ...describe(`One of \`${ACTION_KINDS.join('`, `')}\`; with \`if\`, only when that holds.`)
}), { $id: 'BotAction' })

const saying = Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown()), Type.Array(ActionSchema)],
  describe('A message, or a list of actions.'))

const RequirementSchema = Type.Recursive(Requirement => Type.Object({
  entity: Type.Optional(Type.String()),
  intent: Type.Optional(Type.String()),
  and: Type.Optional(Type.Array(Requirement, { minItems: 1, description: 'All of these.' })),
  or: Type.Optional(Type.Array(Requirement,
    { minItems: 1, description: 'One of these suffices. Without a question here, that of the first is asked.' })),
  as: Type.Optional(Type.String(describe('Key in the memory. Default: the name of the entity or intent.'))),
  question: Type.Optional(saying),
  validation: Type.Optional(Type.Object({
    condition: ConditionSchema,
    otherwise: Type.Optional(saying)
  }, { ...closed, ...describe('What is found is only kept when the condition holds.') })),
  complete: Type.Optional(saying)
}, {
  ...closed, ...describe('Something to know before the actions: one of entity, intent, and, or.')
}), { $id: 'BotRequirement' })

const SkillSchema = Type.Object({
  title: Type.Optional(Type.Union([Type.String(), named(Type.String(), 'By language.')],
    describe('What a button for the skill says. Default: its slug.'))),
  description: Type.Optional(Type.String()),
  triggers: Type.Optional(Type.Union([Type.String(), ConditionSchema, Type.Array(ConditionSchema)],
    describe('When it runs; a list means any of them. Without triggers it only runs by goto or as fallback.'))),
  requirements: Type.Optional(Type.Array(RequirementSchema)),
  actions: Type.Optional(Type.Array(ActionSchema))
}, closed)

/** Schema of a bot file. */
export const BotFileSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  description: Type.Optional(Type.String()),
  languages: Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), {
    minItems: 1,
    description:
      'ISO 639 codes such as en, with a region if need be, such as pt-BR; the first one is spoken when in doubt.'
  }),
  strictness: strictness('Percent of confidence from which an intent counts as recognised. Default: 50.'),
  webhook: Type.Optional(CallsSchema),
  intents: Type.Optional(named(IntentSchema, 'By slug.')),
  entities: Type.Optional(named(EntitySchema, 'By name.')),
  gold: Type.Optional(Type.Array(Type.String(), describe('Gold entities to recognise besides those that triggers, ' +
    'requirements and variables name. `email`, `url`, `ip` and `phone` always are.'))),
  skills: Type.Record(Type.String(), SkillSchema, { minProperties: 1, description: 'By slug.' }),
  fallback: Type.Optional(Type.String(describe('The skill that runs when no other is triggered, or several are.'))),
  disambiguation: Type.Optional(Type.String(describe(
    'The skill that runs when several are triggered. Default: the fallback.'
  ))),
  initialize: Type.Optional(Type.String(describe('The skill whose actions run first in each conversation.')))
}, { ...closed, $id: 'BotFile', ...describe('A bot, as the local Bot Builder runs it.') })

/** What a bot file says. */
export type BotFile = Static<typeof BotFileSchema>

export type BotSkill = BotFile['skills'][string]
export type BotAction = Static<typeof ActionSchema>
export type BotRequirement = Static<typeof RequirementSchema>
export type BotIntent = NonNullable<BotFile['intents']>[string]
export type BotEntity = NonNullable<BotFile['entities']>[string]
