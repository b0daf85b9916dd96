import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { orders } from '../../support/production-child.ts'
import { tally } from './figures.ts'
import { missed, type Part } from './part.ts'
import { orderCall } from './requests.ts'
import { startServer } from './server-process.ts'
import { steadily, wordOf } from './steady.ts'

const RATE = 200 // calls a second
const REPLACED = 3_000 // milliseconds that it takes about to start a process and to end another
const [OLD, NEW] = ['the-old-password-of-the-bot', 'the-new-password-of-the-bot']

/** What callers say, and which passwords the process in charge takes, one after the other. */
const stages = [
  { name: 'before: the old one only', passwords: OLD, said: [OLD] },
  { name: 'both are taken', passwords: `${NEW} ${OLD}`, said: [OLD, NEW] },
  { name: 'the old one is taken out', passwords: NEW, said: [NEW, OLD] }
]

type Stage = typeof stages[number]

/**
 * A secret that is replaced while calls come in: by a process that takes both, then by one that takes the new one only.
 */
export const rotation: Part = {
  what: `a password is replaced at ${RATE} calls a second: nobody is refused while both are taken, and the old one ` +
    'always afterwards',
  seconds: 60,
  run: async (closing, seconds) => {
    const env = { ORDERS_URL: await orders(closing, 20) }
    const start = async ({ passwords }: Stage) =>
      await startServer(closing, 'production', { env: { ...env, BOT_PASSWORD: passwords } })
    let stage = stages[0] as Stage
    let inCharge = await start(stage)
    let count = 0

    const load = steadily({
      rate: RATE,
      milliseconds: seconds * 1000,
      next: () => {
        const { name, said } = stage
        const password = said[count++ % said.length] as string
        return {
          kind: `${name}, caller with the ${password === OLD ? 'old' : 'new'} one`,
          port: inCharge.port,
          request: orderCall(`Basic ${Buffer.from(`platform:${password}`).toString('base64')}`)
        }
      }
    })
    const codes: Array<number | null> = []
    for (const following of stages.slice(1)) {
      await sleep(seconds * 1000 / stages.length - REPLACED)
      const before = inCharge
      inCharge = await start(following)
      stage = following
      before.child.kill('SIGTERM')
      codes.push((await once(before.child, 'exit'))[0])
    }
    const outcomes = await load

    const kinds = [...new Set(outcomes.map(({ kind }) => kind))]
    const words = (kind: string) => outcomes.filter(outcome => outcome.kind === kind).map(wordOf)
    for (const kind of kinds) console.log(`${kind.padEnd(50)} ${tally(words(kind))}`)
    console.log(`processes that were replaced ended with ${codes.join(', ')}`)
    const all = (kind: string, status: number) => words(kind).length > 0 && words(kind).every(word => word === status)
    const last = `${stages.at(-1)?.name}, caller with the old one`
    return missed({
      'all stages were come to': kinds.length === 5,
      'nobody is refused whose password is taken': kinds.filter(kind => kind !== last).every(kind => all(kind, 200)),
      'the old password is always refused once it is taken out': all(last, 401),
      'every process ended well': codes.every(code => code === 0)
    })
  }
}
