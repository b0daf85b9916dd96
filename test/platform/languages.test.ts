import t from 'tap'
import { openSession, type BotFile } from '../../lib/platform/index.ts'
import { run } from '../support/program.ts'
import { skipSnippet, snippets } from '../support/snippets.ts'

const bot: BotFile = {
  name: 'roger',
  languages: ['en'],
  intents: { greetings: { expressions: { en: ['hello', 'hi there', 'good morning'] } } },
  skills: {
    'small-talk': {
      triggers: { intent: 'greetings' }, actions: [{ memory: { set: { before: true } } }, { webhook: '/' }]
    },
    lost: { actions: [{ webhook: { url: '/', method: 'PUT' } }, { message: 'Still here, {{memory.key}}.' }] }
  },
  fallback: 'lost'
}

for (const [program, commandOf] of Object.entries(snippets)) {
  t.test(`the same bot file drives the platform's own ${program}`, { skip: skipSnippet(program) }, async t => {
    const { url, printed } = await run(t, commandOf)
    const session = await openSession({ bot, url })

    const hello = await session.say('hello')
    t.strictSame(hello.replies, [{ type: 'text', content: 'Roger that' }], printed())
    t.strictSame(hello.memory, { key: 'value' }, 'the memory is replaced as a whole')
    t.match(hello.changes, { added: { '/key': 'value' } })
    t.match(hello.calls, [{ purpose: 'webhook', response: { status: 200 }, problem: null, findings: [] }])

    const lost = await session.say('qwertz')
    t.strictSame(lost.replies, [{ type: 'text', content: 'Still here, value.' }], 'a failed call does not end the turn')
    t.match(lost.calls, [
      { purpose: 'webhook', problem: { kind: 'status' }, response: { status: Number } },
      { purpose: 'errors', problem: null, response: { status: 200 } }
    ])
  })
}
