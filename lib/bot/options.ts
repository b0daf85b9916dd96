import { Type } from '@sinclair/typebox'
import type { RegisterOptions } from 'fastify'
import type { Verifier } from '../auth/verifier.ts'
import type { StandaloneBot } from './bot.ts'
import { isStandaloneBot } from './create-bot.ts'
import { FST_BOT_AUTH_REQUIRED, FST_BOT_OPTION_INVALID } from '../errors.ts'
import type { DedupeStore } from '../dedupe/dedupe-store.ts'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { customOption, isAny, listOf, optionsSchema, wholeNumber } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { channelsOption, resolveChannels, type ChannelName, type ChannelTarget } from '../replies/channels.ts'
import { isRoute, METHODS, type Method } from './route.ts'

/** `false` for routes that are open to anyone; else one or more verifiers, any of which may let a caller in. */
export type Auth = false | Verifier | readonly Verifier[]

/** `prefix`, `logLevel` and `logSerializers` mean what they mean for any Fastify plugin. */
export interface BotWebhookOptions extends RegisterOptions {
  /** A bot that was made before the app, by `createBot()`. Default: one without handlers, to which `app.bot` adds. */
  bot?: StandaloneBot
  /** Who may call. Required, so that nobody opens a webhook by forgetting it. */
  auth: Auth
  /** Who may post to the errors route. Default: the same as `auth`. */
  errorsAuth?: Auth
  /** Where the platform calls. Default: `/`. */
  path?: string
  /** Where the platform reports trouble. Default: `/errors`. */
  errorsPath?: string
  /** Methods of the webhook route. Default: `['POST']`. */
  methods?: readonly Method[]
  /**
   * How long a handler may take, in milliseconds. Default: 8000. The platform has been seen to wait about 15 seconds.
   */
  handlerTimeout?: number
  /** Largest body that is read, in bytes. Default: 262144. The memory of a conversation is in every body. */
  bodyLimit?: number
  /**
   * Largest memory that is sent, in bytes of JSON; a turn that leaves a larger one fails. Default: three quarters of
   * `bodyLimit`, since a memory that makes the next body too large locks its conversation out.
   */
  memoryLimit?: number
  /** The channels that the bot is connected to: replies are looked at for these. Default: none in particular. */
  channels?: readonly ChannelName[]
  /** Whether to fill in what the chosen channels crash on when it is missing, such as `buttons: []`. Default: true. */
  repair?: boolean
  /**
   * Where answers are remembered, so that a call that comes twice, with the same bytes and the `nlp.uuid` of the same
   * sentence, is run once: the second gets the answer of the first. `false`: each call is run. Default: a store in
   * memory that keeps answers for 5 minutes.
   */
  deduplicate?: false | DedupeStore
}

/** The options, checked and complete. */
export interface BotSettings {
  bot: StandaloneBot | undefined
  verifiers: readonly Verifier[]
  errorsVerifiers: readonly Verifier[]
  path: string
  errorsPath: string
  methods: readonly Method[]
  handlerTimeout: number
  bodyLimit: number
  memoryLimit: number
  targets: readonly ChannelTarget[]
  repair: boolean
  /** Undefined: the default store. */
  deduplicate: false | DedupeStore | undefined
  /** What Fastify takes care of. */
  registration: RegisterOptions
}

/** What an option that says who may call must be. */
export const AUTH = 'false, or what basic(), bearer(), header() or jwt() return, or a list of these'
const PATH = 'a string that starts with a slash, without query or fragment'
const STORE_METHODS = ['acquire', 'complete', 'fail', 'release', 'forget']

export const botOptionsSchema = optionsSchema<BotWebhookOptions>({
  bot: customOption<StandaloneBot>(isStandaloneBot, {
    description: 'A bot that was made before the app.',
    typeName: 'StandaloneBot',
    expected: 'what createBot() returns',
    defaultText: 'one without handlers, to which `app.bot` adds'
  }),
  auth: customOption<Auth>(isAny, {
    description: 'Who may call. Required, so that nobody opens a webhook by forgetting it.',
    typeName: 'Auth',
    expected: AUTH,
    defaultText: 'required' // told by an error of its own
  }),
  errorsAuth: customOption<Auth>(isAny, {
    description: 'Who may post to the errors route.',
    typeName: 'Auth',
    expected: AUTH,
    defaultText: 'the same as `auth`'
  }),
  path: customOption<string>(isRoute, {
    description: 'Where the platform calls.', typeName: 'string', expected: PATH, default: '/'
  }),
  errorsPath: customOption<string>(isRoute, {
    description: 'Where the platform reports trouble.', typeName: 'string', expected: PATH, default: '/errors'
  }),
  methods: listOf(METHODS, { description: 'Methods of the webhook route.', minItems: 1, default: ['POST'] }),
  handlerTimeout: wholeNumber('milliseconds', {
    description: 'How long a handler may take. The platform has been seen to wait about 15 seconds.',
    maximum: MAX_TIMER_MS,
    default: 8000
  }),
  bodyLimit: wholeNumber('bytes', {
    description: 'Largest body that is read. The memory of a conversation is in every body.', default: 256 * 1024
  }),
  memoryLimit: wholeNumber('bytes', {
    description: 'Largest memory that is sent, as JSON; a turn that leaves a larger one fails.',
    defaultText: 'three quarters of `bodyLimit`'
  }),
  channels: channelsOption('The channels that the bot is connected to: replies are checked for these.'),
  repair: Type.Boolean({
    description: 'Whether to fill in what the chosen channels crash on when it is missing, such as `buttons: []`.',
    default: true
  }),
  deduplicate: customOption<false | DedupeStore>(isDedupeStore, {
    description:
      'Where answers are remembered, so that a call that comes twice is run once; `false`: each call is run.',
    typeName: 'false | DedupeStore',
    expected: `false, or a store with the methods ${STORE_METHODS.join(', ')}`,
    defaultText: 'a store in memory that keeps answers for 5 minutes'
  }),
  prefix: Type.String({
    description: 'Prefix of both routes.', expected: "a string such as '/my-bot'", default: ''
  }),
  logLevel: customOption<string>(isAny, {
    description: 'Level of the log of these routes.',
    typeName: 'LogLevel',
    expected: 'a level',
    defaultText: "the app's"
  }),
  logSerializers: customOption<object>(isAny, {
    description: 'Serializers of the log of these routes.',
    typeName: 'Record<string, Function>',
    expected: 'an object of functions',
    defaultText: "the app's"
  })
}, { title: 'BotWebhookOptions', description: 'Options of the plugin.' })

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN, FST_BOT_AUTH_REQUIRED */
export function readBotOptions (given: BotWebhookOptions): BotSettings {
  const { deduplicate, ...options } = readOptions(botOptionsSchema, given) as Required<BotWebhookOptions>
  const {
    auth, errorsAuth = auth, path, errorsPath, methods, handlerTimeout, bodyLimit, channels, repair, prefix
  } = options
  const { memoryLimit = Math.ceil(bodyLimit * 0.75), logLevel, logSerializers } = options
  if (auth === undefined) throw new FST_BOT_AUTH_REQUIRED()
  if (bare(path) === bare(errorsPath)) throw new FST_BOT_OPTION_INVALID('errorsPath', 'must differ from path')
  if (memoryLimit > bodyLimit) {
    throw new FST_BOT_OPTION_INVALID('memoryLimit', `must be at most bodyLimit, which is ${bodyLimit}`)
  }

  return {
    bot: options.bot,
    verifiers: readAuth('auth', auth),
    errorsVerifiers: readAuth('errorsAuth', errorsAuth),
    path,
    errorsPath,
    methods: [...new Set(methods)],
    handlerTimeout,
    bodyLimit,
    memoryLimit,
    targets: resolveChannels(channels),
    repair,
    deduplicate,
    registration: { prefix: bare(prefix), ...(logLevel && { logLevel }), ...(logSerializers && { logSerializers }) }
  }
}

/** @throws FST_BOT_OPTION_INVALID */
export function readAuth (name: string, auth: unknown): readonly Verifier[] {
  if (auth === false) return []
  const verifiers = Array.isArray(auth) ? auth : [auth]
  if (verifiers.length === 0 || !verifiers.every(isVerifier)) {
    throw new FST_BOT_OPTION_INVALID(name, `must be ${AUTH}`)
  }
  return verifiers
}

function isVerifier (value: unknown): value is Verifier {
  const { verify, challenge, scheme } = Object(value) as Partial<Verifier>
  return typeof verify === 'function' && typeof challenge === 'string' && Array.isArray(scheme)
}

function isDedupeStore (value: unknown): boolean {
  return value === false ||
    STORE_METHODS.every(name => typeof (Object(value) as Record<string, unknown>)[name] === 'function')
}

function bare (path: string): string {
  return path.replace(/(?<!\/)\/+$/, '')
}
