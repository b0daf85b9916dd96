import type {
  FastifyContextConfig, FastifyRequest, preHandlerAsyncHookHandler, preHandlerHookHandler, RouteOptions
} from 'fastify'
import type { Memory } from '../../schemas/conversation.ts'
import type { WebhookRequest, WebhookResponse } from '../../schemas/webhook.ts'
import type { ReportHandler } from '../http/report.ts'
import type { InputOf, OutputOf, UserSchema } from '../shared/user-schema/user-schema.ts'
import type { ErrorReplyHandler, ReplyHook, TurnHook } from '../turn/hooks.ts'
import type { Handler, TurnRequest } from '../turn/turn.ts'
import type { Method } from './route.ts'
import type { SkillOptions } from './registered-handler.ts'
import type { RequirementValues, Requirements } from './requirements.ts'

/**
 * The memory of a handler: the keys that its schema names by their type, what it requires as the entities they come
 * from, and the rest unknown.
 */
export type MemoryOf<S extends UserSchema, R extends Requirements = Requirements> =
  Simplify<OutputOf<S> & RequirementValues<R> & Memory>

/** One object in place of an intersection: this is what an editor shows. */
type Simplify<T> = { [Key in keyof T]: T[Key] }

/** Schemas of what an action is called with beside its body. Values are coerced to them, as in any Fastify route. */
export interface ActionSchema {
  params?: UserSchema
  querystring?: UserSchema
  headers?: UserSchema
}

/** The request behind an action, typed by the schemas of the action. */
export type ActionRequest<A extends ActionSchema> = {} extends A ? TurnRequest : FastifyRequest<{
  Params: A extends { params: infer S } ? OutputOf<S> : Record<string, string>
  Querystring: A extends { querystring: infer S } ? OutputOf<S> : Record<string, string | string[]>
  Headers: A extends { headers: infer S } ? OutputOf<S> : unknown
}>

/** Options of an action: those of a skill, and what a Fastify route takes. */
export interface ActionOptions<
  S extends UserSchema = UserSchema,
  B extends UserSchema = UserSchema,
  R extends Requirements = Requirements,
  A extends ActionSchema = ActionSchema
> extends SkillOptions<S, R> {
  /** Default: `POST`. */
  method?: Method
  /** Schema of a custom body, as set with the webhook action. Default: the platform's own body, or none. */
  body?: B
  /** Schemas of path parameters, query and headers. */
  schema?: A
  /** Fastify hooks of this route; they run when the caller is known and the body is valid. */
  preHandler?: preHandlerHookHandler | preHandlerAsyncHookHandler
    | Array<preHandlerHookHandler | preHandlerAsyncHookHandler>
  /** As in a Fastify route: read in hooks from `request.routeOptions.config`. */
  config?: FastifyContextConfig & Record<string, unknown>
  /** As in a Fastify route, such as `{ host: 'bot.example.com' }`. */
  constraints?: NonNullable<RouteOptions['constraints']>
}

/**
 * `app.bot`. Handlers may be added from the instance the plugin is registered on and from all plugins below it, until
 * the app is ready. No method needs `this`.
 */
export interface Bot extends HandlerMethods, BotExtensions {}

/** What another entry of this package adds to `app.bot`. */
export interface BotExtensions {}

/** A bot that was made before its app: see `createBot`. */
export interface StandaloneBot extends HandlerMethods {
  /**
   * Runs one turn without an app: no authentication, no deduplication, no work for later.
   *
   * @param body what the platform would send
   * @returns what it would be answered
   * @throws FST_BOT_BODY_INVALID, FST_BOT_SKILL_UNKNOWN, and what a failed turn that nothing is said of fails with
   *
   * @example
   * const { replies } = await bot.answer({ conversation: { skill: 'small-talk', memory: {} } })
   */
  answer: (body: WebhookRequest) => Promise<WebhookResponse>
}

type SkillName = string | readonly string[] | RegExp

/** What every bot has. */
export interface HandlerMethods {
  /** Handles a skill by its name, a list of skills, or all whose name matches a pattern. */
  skill: {
    (name: SkillName, handler: Handler): void
    <const S extends UserSchema = {}, const R extends Requirements = Requirements>(
      name: SkillName, options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>
    ): void
  }
  /** Handles a turn by its top intent, when no skill matches. */
  intent: {
    (slug: string, handler: Handler): void
    <const S extends UserSchema = {}, const R extends Requirements = Requirements>(
      slug: string, options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>
    ): void
  }
  /** Handles one webhook action of the bot on a route of its own, below the prefix. */
  action: {
    (route: string, handler: Handler): void
    <
      const B extends UserSchema,
      const S extends UserSchema = {},
      const R extends Requirements = Requirements,
      const A extends ActionSchema = {}
    >(
      route: string,
      options: ActionOptions<S, B, R, A> & { body: B },
      handler: Handler<MemoryOf<S, R>, InputOf<B>, ActionRequest<A>>
    ): void
    <const S extends UserSchema = {}, const R extends Requirements = Requirements, const A extends ActionSchema = {}>(
      route: string,
      options: ActionOptions<S, UserSchema, R, A>,
      handler: Handler<MemoryOf<S, R>, WebhookRequest, ActionRequest<A>>
    ): void
  }
  /** Handles everything else. */
  fallback: {
    (handler: Handler): void
    <const S extends UserSchema = {}, const R extends Requirements = Requirements>(
      options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>
    ): void
  }
  /**
   * Runs before the handlers of this scope and of the plugins below it, in the order of their registration, outer
   * scopes first. What a hook returns, if anything, is the answer, and the handler is not run.
   */
  onTurn: (hook: TurnHook) => void
  /**
   * Sees the replies of these handlers before they are checked, and error replies too. What it returns, if anything, is
   * sent instead.
   */
  onReply: (hook: ReplyHook) => void
  /**
   * Sets what the user reads when one of these handlers fails; the innermost scope that has one decides. Return nothing
   * to let the caller see the error's code.
   */
  setErrorReply: (handler: ErrorReplyHandler) => void
  /** Receives what the platform posts to the errors route, after that was answered. One for the whole bot. */
  onReport: (handler: ReportHandler) => void
}
