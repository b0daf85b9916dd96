import { FST_BOT_HANDLER_DUPLICATE } from '../errors.ts'
import type { ErrorReplyHandler, Hooks, ReplyHook, TurnHook } from '../turn/hooks.ts'

/**
 * The hooks that were added in one scope of the app. They run around the handlers that are registered there and below,
 * those of outer scopes first. The apology is that of the innermost scope that has one.
 */
export class HookScope {
  readonly #outer: HookScope | undefined
  readonly #onTurn: TurnHook[] = []
  readonly #onReply: ReplyHook[] = []
  #apology: ErrorReplyHandler | undefined
  #hooks: Hooks | undefined

  constructor (outer?: HookScope) {
    this.#outer = outer
  }

  addTurnHook (hook: TurnHook): void {
    this.#onTurn.push(hook)
  }

  addReplyHook (hook: ReplyHook): void {
    this.#onReply.push(hook)
  }

  setApology (apology: ErrorReplyHandler): void {
    if (this.#apology !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.setErrorReply')
    this.#apology = apology
  }

  /** All that runs around a handler of this scope. Nothing may be added once this was read. */
  get hooks (): Hooks {
    this.#hooks ??= this.#collect()
    return this.#hooks
  }

  #collect (): Hooks {
    const outer = this.#outer?.hooks
    return {
      onTurn: [...outer?.onTurn ?? [], ...this.#onTurn],
      onReply: [...outer?.onReply ?? [], ...this.#onReply],
      errorReply: this.#apology ?? outer?.errorReply
    }
  }
}
