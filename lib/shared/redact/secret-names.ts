/** Whether the value of a key, header, parameter or field of this name must not be kept. */
export type SecretNameTest = (name: string) => boolean

/**
 * Names whose values are masked by default: credentials, and what the channel says about the user. A name matches every
 * key that has its words as a part: `token` also stands for `authToken`, `X-Auth-Token` and `user[token]`.
 *
 * @example
 * ```ts
 * durable({ inbox: { redact: { only: [...DEFAULT_SECRET_NAMES.filter(name => name !== 'participant_data'), 'iban'] } }
 * }) ```
 */
export const DEFAULT_SECRET_NAMES: readonly string[] = [
  'authorization', 'auth', 'cookie', 'cookies', 'set_cookie', 'credential', 'credentials',
  'password', 'passwords', 'passwd', 'passphrase', 'passcode', 'pass', 'pwd', 'pin', 'otp', 'cvv', 'cvc',
  'passwort', 'kennwort', 'mot_de_passe', 'mdp', 'contrasena', 'senha',
  'secret', 'secrets', 'token', 'jwt', 'signature', 'sid', 'session_id', 'sessid', 'sas',
  'api_key', 'private_key', 'access_key', 'secret_key', 'signing_key', 'encryption_key', 'subscription_key',
  'shared_key',
  'account_key', 'app_key', 'application_key', 'client_key', 'consumer_key', 'functions_key', 'function_key',
  'host_key',
  'master_key', 'session_key', 'ssh_key', 'service_key', 'auth_key', 'admin_key', 'access_code', 'authorization_code',
  'participant_data'
]

const MAX_NAME_CHARS = 100 // at each end of a name: a key may be as long as the body
const MIN_CONTAINED_CHARS = 8 // a name this long is found in the middle of `mypasswordfield`
const MAX_EXAMINED_NAMES = 2000 // different ones in one body
/** A word of a name in ASCII: five times as fast as by the classes of Unicode. */
const ASCII_WORD = /(?:(?<![A-Za-z\d])\d+)?(?:(?<![A-Z])[A-Z]+(?![a-z])|[A-Z]?[a-z]+)|(?<![A-Za-z\d])\d+/g
const MIN_SUFFIX_CHARS = 5 // and this long at the end of `dbtoken`; `pass` must not be found in `bypass`

/**
 * Compiles names to one test. Case and what stands between words do not count.
 *
 * @param names none: no name is secret
 */
export function createSecretNameTest (names: readonly string[]): SecretNameTest {
  const { mayBeSecret, isSecret } = compileNames(names)
  return name => mayBeSecret(name) && isSecret(name)
}

/**
 * Compiles names to tests for one body each. A body is not examined name by name for ever: beyond so many different
 * names that may be secret, all of them are taken for secret.
 */
export function createNameTestsForBodies (names: readonly string[]): () => SecretNameTest {
  const { mayBeSecret, isSecret } = compileNames(names)
  return () => {
    const examined = new Map<string, boolean>()
    return name => {
      if (!mayBeSecret(name)) return false
      const known = examined.get(name)
      if (known !== undefined) return known
      if (examined.size === MAX_EXAMINED_NAMES) return true
      const found = isSecret(name)
      examined.set(name, found)
      return found
    }
  }
}

/** A test that most names fail at once, and the one for those that pass it. */
function compileNames (names: readonly string[]): Record<'mayBeSecret' | 'isSecret', SecretNameTest> {
  const phrases = names.map(wordsOf).filter(words => words.length > 0)
  const bare = phrases.map(words => words.join(''))
  const gate = anyOf(phrases.map(words => String(words.at(-1))))
  const inBare = new RegExp([
    anyOf(bare.filter(name => name.length >= MIN_CONTAINED_CHARS)).source,
    `(?:${anyOf(bare.filter(name => name.length >= MIN_SUFFIX_CHARS)).source})$`
  ].join('|'))
  const inWords = new RegExp(` (?:${phrases.map(words => words.map(escapeRegExp).join(' ')).join('|')}) `)

  return {
    mayBeSecret: name => gate.test(endsOf(name).toLowerCase()),
    isSecret (name) {
      const ends = endsOf(name)
      if (inBare.test(ends.toLowerCase())) return true
      const words = wordsOf(ends)
      return inBare.test(words.join('')) || inWords.test(` ${words.join(' ')} `)
    }
  }
}

function endsOf (name: string): string {
  if (name.length <= 2 * MAX_NAME_CHARS) return name
  return `${name.slice(0, MAX_NAME_CHARS)} ${name.slice(-MAX_NAME_CHARS)}`
}

/** `X-Auth2Token` and `user[authToken]` are written in words, each without the number at its end. */
function wordsOf (name: string): string[] {
  const plain = name.includes('%') ? name.replace(/%[0-9a-f]{2}/gi, ' ') : name
  if (!/[^\x20-\x7e]/.test(plain)) return plain.match(ASCII_WORD)?.map(word => word.toLowerCase()) ?? []
  return plain
    .replace(/(\p{Ll})(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1$3 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+|(?<=\p{L})\p{N}+/u)
    .filter(word => word !== '')
}

function anyOf (literals: readonly string[]): RegExp {
  return literals.length === 0 ? /(?!)/ : new RegExp([...new Set(literals)].map(escapeRegExp).join('|'))
}

function escapeRegExp (literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
