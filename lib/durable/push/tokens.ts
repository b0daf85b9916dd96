/** One token; several, of which the next is tried when one is refused; or a function that is asked for each push. */
export type TokenSource = string | readonly string[] | (() => string | Promise<string>)

/** The request tokens of a bot, one of which is in use. */
export interface Tokens {
  /** @throws an error without the token when the function of the options fails, or returns none */
  current: () => Promise<string>
  /** Tries the next one after this one was refused. Returns whether there is another than those that were tried. */
  tryNext: (refused: string) => boolean
}

export function isToken (value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

export function openTokens (token: TokenSource): Tokens {
  if (typeof token === 'function') {
    return {
      async current () {
        const given: unknown = await token()
        if (!isToken(given)) throw new TypeError('connector.token returned no token')
        return given
      },
      tryNext: () => false
    }
  }
  const list = typeof token === 'string' ? [token] : token
  let index = 0
  let refusals = 0
  return {
    current: async () => list[index] as string,
    tryNext (refused) {
      if (refused !== list[index]) return true // another push has gone on already
      index = (index + 1) % list.length
      refusals = (refusals + 1) % list.length
      return refusals !== 0
    }
  }
}
