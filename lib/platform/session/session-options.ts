import type { Memory, Participant } from '../../../schemas/conversation.ts'
import { Type, type TSchema } from '@sinclair/typebox'
import { isObject } from '../../replies/kind.ts'
import { MAX_TIMER_MS } from '../../shared/limits.ts'
import {
  customOption, isFunction, oneOf, optionObject, optionsSchema, orFalse, wholeNumber
} from '../../shared/options/option.ts'
import { PROTOCOL_VERSIONS, type BotFile, type ProtocolVersion } from '../bot-file/schema.ts'
import type { Transport } from '../calls/transport.ts'
import { chaosOptionsSchema, type ChaosOptions } from '../chaos/options.ts'
import type { Analyse } from '../engine/effects.ts'
import { MAX_SEED } from '../engine/seeded-random.ts'

/** Options of a session. */
export interface SessionOptions {
  /** Path or file URL of a bot file, or what it says. Without one each sentence is a plain call of the webhook. */
  bot?: string | URL | BotFile
  /** Base URL, in place of the bot file's; the URL itself without a bot file. Default: http://127.0.0.1:5000 */
  url?: string
  /**
   * Where failed calls are reported, in place of the bot file's. `false`: nowhere. Default: the base URL with /errors.
   */
  errorsUrl?: string | false
  /** Headers of each call, besides the bot file's. */
  headers?: Readonly<Record<string, string>>
  /** Form of the bodies. Default: the bot file's, or as documented. */
  protocolVersion?: ProtocolVersion
  /** Milliseconds to wait for an answer. Default: the bot file's, or 15000. */
  timeout?: number
  id?: string
  language?: string
  memory?: Memory
  participant?: Participant
  /** Variables that `${NAME}` stands for. Default: process.env. */
  env?: Readonly<Record<string, string | undefined>>
  /** How calls reach the webhook. Default: fetch. */
  transport?: Transport
  /** Faults between here and the webhook, each in the log of its turn. Default: none. */
  chaos?: ChaosOptions
  /** Milliseconds since 1970. Default: Date.now. */
  now?: () => number
  /** Default: crypto.randomUUID. */
  uuid?: () => string
  /** Makes the choice between wordings the same each time. Default: at random. */
  seed?: number
  /**
   * An NLU that was trained before with the same bot, by `createNlu`: it may serve any number of sessions. Default: one
   * of its own.
   */
  nlu?: Analyse
}

/** Each of them, for the entries that take some. */
export const sessionOptions = {
  bot: customOption<string | URL | BotFile>(isBot, {
    description: 'The bot. Without one each sentence is a plain call of the webhook.',
    typeName: 'string | URL | BotFile',
    expected: 'the path or file URL of a bot file, or what it says',
    defaultText: 'none'
  }),
  url: Type.String({
    description: 'Base URL of the webhooks; without a bot file the URL itself.',
    expected: 'a URL that starts with http:// or https://',
    defaultText: "the bot file's, or `http://127.0.0.1:5000`"
  }),
  errorsUrl: orFalse(Type.String({
    description: 'Where failed calls are reported; `false`: nowhere.',
    expected: 'a URL that starts with http:// or https://',
    defaultText: "the bot file's, or the base URL with `/errors`"
  })),
  headers: customOption<Readonly<Record<string, string>>>(isRecordOfTexts, {
    description: "Headers of each call, besides the bot file's.",
    typeName: 'Record<string, string>',
    expected: 'an object of strings',
    default: {}
  }),
  protocolVersion: oneOf(PROTOCOL_VERSIONS, {
    description: 'Form of the bodies.', defaultText: "the bot file's, or as documented"
  }),
  timeout: wholeNumber('milliseconds', {
    description: 'How long an answer is waited for.', maximum: MAX_TIMER_MS, defaultText: "the bot file's, or 15000"
  }),
  id: Type.String({ description: 'Id of the conversation.', defaultText: 'a new UUID' }),
  language: Type.String({
    description: 'Language of the user, as an ISO 639-1 code.', defaultText: 'what the first sentence is in'
  }),
  memory: customOption<Memory>(isObject, {
    description: 'What the bot remembers at the beginning.',
    typeName: 'Memory',
    expected: 'a JSON object',
    defaultText: 'empty'
  }),
  participant: customOption<Participant>(isObject, {
    description: 'What the channel tells of the user.',
    typeName: 'Participant',
    expected: 'a JSON object',
    defaultText: 'empty'
  }),
  env: customOption<Readonly<Record<string, string | undefined>>>(isObject, {
    description: 'Variables of the environment, which a bot file and `url` may name.',
    typeName: 'Record<string, string>',
    expected: 'an object of strings',
    defaultText: '`process.env`'
  }),
  transport: customOption<Transport>(isFunction, {
    description: 'How calls reach the webhook.',
    typeName: 'Transport',
    expected: 'a function such as injectInto(app) returns',
    defaultText: 'fetch'
  }),
  chaos: optionObject(chaosOptionsSchema, {
    description: 'Faults between here and the webhook, each in the log of its turn.',
    expected: 'an object such as { slow: 0.2 }',
    defaultText: 'none'
  }),
  now: customOption<() => number>(isFunction, {
    description: 'What time it is, in milliseconds since 1970.',
    typeName: '() => number',
    expected: 'a function that returns milliseconds',
    defaultText: '`Date.now`'
  }),
  uuid: customOption<() => string>(isFunction, {
    description: 'Makes ids.',
    typeName: '() => string',
    expected: 'a function that returns ids',
    defaultText: '`crypto.randomUUID`'
  }),
  seed: Type.Integer({
    description: 'Makes the choice between wordings the same each time.',
    minimum: 0,
    maximum: MAX_SEED,
    defaultText: 'at random'
  }),
  nlu: customOption<Analyse>(isFunction, {
    description: 'An NLU that was trained before with the same bot, by `createNlu`: it may serve any number of ' +
      'sessions.',
    typeName: 'Analyse',
    expected: 'what createNlu() returns',
    defaultText: 'one of its own'
  })
} satisfies { [Name in keyof Required<SessionOptions>]: TSchema }

export const sessionOptionsSchema = optionsSchema<SessionOptions>(sessionOptions, {
  title: 'SessionOptions', description: 'Options of `openSession`.'
})

export function isBot (value: unknown): boolean {
  return typeof value === 'string' || isObject(value)
}

function isRecordOfTexts (value: unknown): boolean {
  return isObject(value) && Object.values(value).every(text => typeof text === 'string')
}
