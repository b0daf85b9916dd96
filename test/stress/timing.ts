import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { basic, bearer, header, type Verifier } from '../../lib/index.ts'
import { compareTimings, CROPS, type Comparison } from './compare-timings.ts'
import { readArguments } from './arguments.ts'

const CERTAIN = 4.5 // of t: beyond it a difference is no chance
const LENGTH = 32 // characters of the secret
const ZERO = 0x30

/**
 * Ways in which a guess is wrong: which byte of it, and what the secret has at its end. All guesses are as long, for
 * a longer one takes longer to hash, which tells its sender nothing that he does not know. All are made in the same
 * steps: a string that was put together otherwise is read otherwise.
 */
const mistakes: Record<string, { wrong: number, end: string }> = {
  'wrong first byte': { wrong: 0, end: '' },
  'wrong last byte': { wrong: LENGTH - 1, end: '' },
  'wrong length': { wrong: LENGTH, end: '0' }
}

interface Kind { of: (secret: string) => Pick<Verifier, 'verify'>, headersOf: (guess: string) => IncomingHttpHeaders }

const verifiers: Record<string, Kind> = {
  basic: {
    of: password => basic({ username: 'platform', password }),
    headersOf: guess => ({ authorization: flat(`Basic ${Buffer.from(`platform:${guess}`).toString('base64')}`) })
  },
  bearer: { of: bearer, headersOf: guess => ({ authorization: flat(`Bearer ${guess}`) }) },
  header: { of: secret => header('x-bot-key', secret), headersOf: guess => ({ 'x-bot-key': flat(guess) }) },
  control: {
    of: secret => ({ verify: headers => startsLike(secret, headers['x-bot-key'] as string) }),
    headersOf: guess => ({ 'x-bot-key': flat(guess) })
  }
}

const { runs = 100_000, only } = readArguments('timing', {
  basic: 'basic()',
  bearer: 'bearer()',
  header: 'header()',
  control:
    'a comparison that ends at the first wrong byte, which must be found out'
})

console.log(`Node ${process.version}, ${runs} calls of verify() of each kind, in random order; t of Welch with the ` +
  'slowest values cut off')
console.log(`\n${['verifier', 'pair', ...CROPS.map(percent => `${percent} %`)].join('\t')}`)
const failed = only.filter(name => {
  const { of, headersOf } = verifiers[name] as Kind
  // Another secret and verifier for each call: any two that are made alike differ by more than what is looked for.
  const classes = Object.fromEntries(Object.entries(mistakes).map(([mistake, { wrong, end }]) => [mistake, () => {
    const bytes = Buffer.from(`${randomBytes(LENGTH / 2).toString('hex')}${end}`, 'latin1')
    const secret = bytes.toString('latin1')
    bytes.write(bytes[wrong] === ZERO ? '1' : '0', wrong, 'latin1') // a token has no other signs
    return { verify: of(secret).verify, headers: headersOf(bytes.toString('latin1', 0, LENGTH)) }
  }]))
  const comparisons = compareTimings(classes, runs, ({ verify, headers }) => verify(headers))
  for (const { pair, t } of comparisons) console.log([name, pair, ...t.map(t => t.toFixed(1))].join('\t'))
  return isTold(comparisons) !== (name === 'control')
})
console.log(failed.length === 0
  ? '\nas it should be: no t beyond 4.5, but for the control'
  : `\nnot as it should be: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

function isTold (comparisons: Comparison[]): boolean {
  return comparisons.some(({ t }) => t.some(t => Math.abs(t) > CERTAIN))
}

/** What every verifier must not do: end at the first difference. */
function startsLike (secret: string, guess: string): boolean {
  for (let index = 0; index < secret.length; index++) {
    if (guess.charCodeAt(index) !== secret.charCodeAt(index)) return false
  }
  return true
}

/** One string in one piece, whatever it was put together from: else its making would be measured too. */
function flat (text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
