import { FST_BOT_HANDLER_DUPLICATE } from '../errors.ts'
import type { ErrorReplyHandler, Hooks, ReplyHook, TurnHook } from '../turn/hooks.ts'

/**
 * The hooks that were added in one scope of the app. They run around the handlers that are registered there and below,
 * those of outer scopes first. The error reply is that of the innermost scope that has one.
 */
export class HookScope {
  readonly #outer: HookScope | undefined
  readonly #onTurn: TurnHook[] = []
  readonly #onReply: ReplyHook[] = []
  #errorReply: ErrorReplyHandler | undefined
  #hooks: Hooks | undefined

  constructor (outer?: HookScope) {
    this.#outer = outer
  }

  /** Adds all that another scope has. */
  addAll (other: HookScope): void {
    this.#onTurn.push(...other.#onTurn)
    this.#onReply.push(...other.#onReply)
    this.#errorReply ??= other.#errorReply
  }

  addTurnHook (hook: TurnHook): void {
    this.#onTurn.push(hook)
    this.#hooks = undefined
  }

  addReplyHook (hook: ReplyHook): void {
    this.#onReply.push(hook)
    this.#hooks = undefined
  }

  setErrorReply (handler: ErrorReplyHandler): void {
    if (this.#errorReply !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.setErrorReply')
    this.#errorReply = handler
    this.#hooks = undefined
  }

  /** All that runs around a handler of this scope. Nothing may be added to outer scopes once this was read. */
  get hooks (): Hooks {
    this.#hooks ??= this.#collect()
    return this.#hooks
  }

  #collect (): Hooks {
    const outer = this.#outer?.hooks
    return {
      onTurn: [...outer?.onTurn ?? [], ...this.#onTurn],
      onReply: [...outer?.onReply ?? [], ...this.#onReply],
      errorReply: this.#errorReply ?? outer?.errorReply
    }
  }
}
