import type { Static, TSchema } from '@sinclair/typebox'
import type { Memory } from '../../schemas/conversation.ts'
import type { ReportHandler } from '../http/errors-route.ts'
import type { Method } from './options.ts'
import type { RequirementValues, Requirements } from './requirements.ts'
import type { SkillOptions } from './registered-handler.ts'
import type { ErrorReplyHandler, ReplyHook, TurnHook } from '../turn/hooks.ts'
import type { Handler } from '../turn/turn.ts'

/**
 * The memory of a handler: the keys that its schema names by their type, what it requires as the entities they come
 * from, and the rest unknown.
 */
export type MemoryOf<S extends TSchema, R extends Requirements = Requirements> = Static<S> &
  RequirementValues<R> &
  Memory

/** What an action may say besides. */
export interface ActionOptions<
  S extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends Requirements = Requirements
> extends SkillOptions<S, R> {
  /** Default: `POST`. */
  method?: Method
  /** TypeBox schema of a custom body, as set with the webhook action. Default: the platform's own body, or none. */
  body?: B
}

/**
 * `app.bot`. Handlers may be added from the instance the plugin is registered on and from all plugins below it, until
 * the app is ready. No method needs `this`.
 */
export interface Bot extends HandlerMethods, BotExtensions {}

/** What another entry of this package adds to `app.bot`. */
export interface BotExtensions {}

/** What every bot has. */
export interface HandlerMethods {
  /** Handles a skill by its name, a list of skills, or all whose name matches a pattern. */
  skill: {
    (name: string | readonly string[] | RegExp, handler: Handler): void
    <S extends TSchema, const R extends Requirements>(name: string | readonly string[] | RegExp, options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>): void
  }
  /** Handles a turn by its top intent, when no skill matches. */
  intent: {
    (slug: string, handler: Handler): void
    <S extends TSchema, const R extends Requirements>(slug: string, options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>): void
  }
  /** Handles one webhook action of the bot on a route of its own, below the prefix. */
  action: {
    (route: string, handler: Handler): void
    <S extends TSchema, B extends TSchema, const R extends Requirements>(route: string, options: ActionOptions<S, B, R> & { body: B }, handler: Handler<MemoryOf<S, R>, Static<B>>): void
    <S extends TSchema, const R extends Requirements>(route: string, options: ActionOptions<S, TSchema, R>, handler: Handler<MemoryOf<S, R>>): void
  }
  /** Handles everything else. */
  fallback: {
    (handler: Handler): void
    <S extends TSchema, const R extends Requirements>(options: SkillOptions<S, R>, handler: Handler<MemoryOf<S, R>>): void
  }
  /**
   * Runs before the handlers of this scope and of the plugins below it, in the order of their registration, outer
   * scopes first. What a hook returns, if anything, is the answer, and the handler is not run.
   */
  onTurn: (hook: TurnHook) => void
  /**
   * Sees the replies of these handlers before they are checked, and those of an apology too. What it returns, if
   * anything, is sent instead.
   */
  onReply: (hook: ReplyHook) => void
  /**
   * Says what the user reads when one of these handlers fails; that of the innermost scope does. Return nothing to let
   * the caller see the error's code.
   */
  setErrorReply: (apology: ErrorReplyHandler) => void
  /** Hears of what the platform posts to the errors route, after that was answered. One for the whole bot. */
  onReport: (handler: ReportHandler) => void
}
