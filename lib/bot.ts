import type { Static, TSchema } from '@sinclair/typebox'
import type { Memory } from '../schemas/conversation.ts'
import type { ReportHandler } from './http/errors.ts'
import type { Method } from './options.ts'
import type { SkillOptions } from './skills/skill.ts'
import type { Apology } from './turn/take-turn.ts'
import type { Handler } from './turn/turn.ts'

/** The memory of a handler whose options name some of its keys: those by their type, the rest unknown. */
export type MemoryOf<S extends TSchema> = Static<S> & Memory

/** What an action may say besides. */
export interface ActionOptions<S extends TSchema = TSchema, B extends TSchema = TSchema> extends SkillOptions<S> {
  /** Default: `POST`. */
  method?: Method
  /** TypeBox schema of a custom body, as set with the webhook action. Default: the platform's own body, or none. */
  body?: B
}

/**
 * `app.bot`. Handlers may be added from the instance the plugin is registered on and from all plugins below it, until
 * the app is ready. No method needs `this`.
 */
export interface Bot {
  /** Handles a skill by its name, a list of skills, or all whose name matches a pattern. */
  skill: {
    (name: string | readonly string[] | RegExp, handler: Handler): void
    <S extends TSchema>(name: string | readonly string[] | RegExp, options: SkillOptions<S>, handler: Handler<MemoryOf<S>>): void
  }
  /** Handles a turn by its top intent, when no skill matches. */
  intent: {
    (slug: string, handler: Handler): void
    <S extends TSchema>(slug: string, options: SkillOptions<S>, handler: Handler<MemoryOf<S>>): void
  }
  /** Handles one webhook action of the bot on a route of its own, below the prefix. */
  action: {
    (route: string, handler: Handler): void
    <S extends TSchema, B extends TSchema>(route: string, options: ActionOptions<S, B> & { body: B }, handler: Handler<MemoryOf<S>, Static<B>>): void
    <S extends TSchema>(route: string, options: ActionOptions<S>, handler: Handler<MemoryOf<S>>): void
  }
  /** Handles everything else. */
  fallback: {
    (handler: Handler): void
    <S extends TSchema>(options: SkillOptions<S>, handler: Handler<MemoryOf<S>>): void
  }
  /** Says what the user reads when a turn fails. Return nothing to let the caller see the error's code. */
  onError: (apology: Apology) => void
  /** Hears of what the platform posts to the errors route, after that was answered. */
  onReport: (handler: ReportHandler) => void
}
