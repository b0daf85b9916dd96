import type { RegisterOptions } from 'fastify'
import type { Verifier } from '../auth/verifier.ts'
import { FST_BOT_AUTH_REQUIRED, FST_BOT_OPTION_INVALID } from '../errors.ts'
import type { DedupeStore } from '../dedupe/dedupe-store.ts'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { resolveChannels, type ChannelName, type ChannelTarget } from '../replies/channels.ts'

/** `false` for routes that are open to anyone; else one or more verifiers, any of which may let a caller in. */
export type Auth = false | Verifier | readonly Verifier[]

/** HTTP methods with which the platform can call a webhook. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH'

/** `prefix`, `logLevel` and `logSerializers` mean what they mean for any Fastify plugin. */
export interface BotWebhookOptions extends RegisterOptions {
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
  /** How long a handler may take, in milliseconds. Default: 8000. The platform has been seen to wait about 15 seconds. */
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

export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH'] satisfies Method[]

export function readBotOptions (options: BotWebhookOptions): BotSettings {
  const {
    auth,
    errorsAuth = auth,
    path = '/',
    errorsPath = '/errors',
    methods = ['POST'],
    handlerTimeout = 8000,
    bodyLimit = 256 * 1024,
    memoryLimit = Math.ceil(bodyLimit * 0.75),
    channels = [],
    repair = true,
    deduplicate,
    prefix = '',
    logLevel,
    logSerializers,
    ...unknown
  } = options

  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) {
    throw new FST_BOT_OPTION_INVALID(
      stranger,
      'is not known: there are auth, errorsAuth, path, errorsPath, methods, handlerTimeout, bodyLimit, memoryLimit, channels, repair, deduplicate, prefix, logLevel and logSerializers'
    )
  }
  if (auth === undefined) throw new FST_BOT_AUTH_REQUIRED()
  checkPath('path', path)
  checkPath('errorsPath', errorsPath)
  if (bare(path) === bare(errorsPath)) throw new FST_BOT_OPTION_INVALID('errorsPath', 'must differ from path')
  checkMethods(methods)
  checkWhole('handlerTimeout', handlerTimeout, MAX_TIMER_MS, 'milliseconds')
  checkWhole('bodyLimit', bodyLimit, Number.MAX_SAFE_INTEGER, 'bytes')
  checkWhole('memoryLimit', memoryLimit, bodyLimit, 'bytes')
  if (typeof repair !== 'boolean') throw new FST_BOT_OPTION_INVALID('repair', 'must be true or false')
  checkDedupeStore(deduplicate)
  if (typeof prefix !== 'string') throw new FST_BOT_OPTION_INVALID('prefix', 'must be a string such as \'/my-bot\'')

  return {
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
    throw new FST_BOT_OPTION_INVALID(
      name, 'must be false, or what basic(), bearer(), header() or jwt() return, or a list of these'
    )
  }
  return verifiers
}

function isVerifier (value: unknown): value is Verifier {
  const { verify, challenge, scheme } = Object(value) as Partial<Verifier>
  return typeof verify === 'function' && typeof challenge === 'string' && Array.isArray(scheme)
}

/** Whether a call could ever match it. */
export function isRoute (path: unknown): path is string {
  return typeof path === 'string' && /^\/[^?#]*$/.test(path)
}

function checkPath (name: string, path: unknown): void {
  if (!isRoute(path)) {
    throw new FST_BOT_OPTION_INVALID(name, 'must be a string that starts with a slash, without query or fragment')
  }
}

function checkMethods (methods: unknown): void {
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every(method => METHODS.includes(method))) {
    throw new FST_BOT_OPTION_INVALID('methods', `must be a list of ${METHODS.join(', ')}`)
  }
}

function checkWhole (name: string, value: unknown, most: number, unit: string): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most) {
    throw new FST_BOT_OPTION_INVALID(name, `must be a whole number of ${unit} from 1 to ${most}`)
  }
}

function checkDedupeStore (store: unknown): void {
  const methods = ['acquire', 'complete', 'fail', 'release', 'forget']
  const isStore = methods.every(name => typeof (Object(store) as Record<string, unknown>)[name] === 'function')
  if (store === undefined || store === false || isStore) return
  throw new FST_BOT_OPTION_INVALID('deduplicate', `must be false, or a store with the methods ${methods.join(', ')}`)
}

function bare (path: string): string {
  return path.replace(/(?<!\/)\/+$/, '')
}
