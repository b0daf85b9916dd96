import t from 'tap'
import { snapshotOf, type KeptConversation } from '../../lib/playground/kept-conversation.ts'

const state: KeptConversation['state'] = {
  id: 'c1', language: 'en', skill: null, skill_stack: [], asking: [], skill_occurences: 0, participant_data: {}
}
const text = (content: string) => ({ type: 'text', content })

t.test('what a page kept of a conversation is there for a server that knows nothing of it', t => {
  const { turns, pushed, edits } = snapshotOf({
    state,
    memory: { city: 'Paris' },
    turns: [
      { input: { text: 'hi' }, replies: [text('Hello')], memory: {}, state, ms: 3 },
      { input: { text: 'Paris' }, replies: [text('Paris it is')], memory: { city: 'Paris' }, state, ms: 4 }
    ],
    pushed: [{ after: 2, messages: [text('It is ready'), text('Really')] }],
    edits: [{ after: 1, language: 'fr' }]
  })
  t.match(turns, [
    { number: 1, text: 'Hello', changes: { added: {} } },
    { number: 2, text: 'Paris it is', changes: { added: { '/city': 'Paris' } }, memory: { city: 'Paris' }, calls: [] }
  ])
  t.match(pushed, [{ number: 1, after: 2, text: /It is ready\n+Really/, findings: [] }])
  t.strictSame(edits, [{ after: 1, language: 'fr' }])
  t.end()
})
