import t from 'tap'
import { openSession, type BotFile } from '../../lib/platform/index.ts'

for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'None']) {
  t.test(`skill, intent, entity and memory key may be called ${name}`, async t => {
    const named = <Value>(value: Value): Record<string, Value> => Object.fromEntries([[name, value]])
    const bot: BotFile = {
      name: 'test',
      languages: ['en'],
      intents: named({ expressions: { en: ['hello there', 'hi you'] } }),
      entities: named({ values: ['foo', 'bar'] }),
      skills: named({
        triggers: [{ intent: name }],
        requirements: [{ entity: name, question: 'Which?' }],
        actions: [{ message: `It is {{memory.${name}.value}}` }]
      })
    }
    const session = await openSession({ bot })
    t.match(await session.say('hello there'), { replies: [{ content: 'Which?' }] })
    const turn = await session.say('foo')
    t.ok(Object.hasOwn(turn.memory, name))
    t.match(turn.replies, [{ type: 'text' }])
    t.equal(({} as { value?: unknown }).value, undefined)
  })
}
