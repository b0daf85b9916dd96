import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { lint } from '../lib/index.ts'
import { WireReplySchema, knownReplies } from '../schemas/replies.ts'

const card = { title: 'a', buttons: [] }

t.test('what would be lost or break the turn is found, with its place and its cure', t => {
  const cases: Array<[reply: unknown, code: string, path: string, fix: RegExp]> = [
    [null, 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [5, 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [[card], 'REPLY_NOT_OBJECT', '/0', /flat list/],
    [{}, 'TYPE_MISSING', '/0/type', /did you mean type: 'text'/],
    [{ content: 'a' }, 'TYPE_MISSING', '/0/type', /did you mean/],
    [{ type: 5, content: 'a' }, 'TYPE_MISSING', '/0/type', /did you mean/],
    [{ type: 'text' }, 'CONTENT_MISSING', '/0/content', /belong under content/],
    [{ type: 'text', content: null }, 'CONTENT_MISSING', '/0/content', /./],
    [{ type: 'carousel' }, 'CONTENT_MISSING', '/0/content', /content: \[card/],
    [{ type: 'rolelist', content: '' }, 'CONTENT_MISSING', '/0/content', /./],
    [{ type: 'text', content: '' }, 'TEXT_EMPTY', '/0/content', /leave the reply out/],
    [{ type: 'picture', content: '' }, 'TEXT_EMPTY', '/0/content', /./],
    [{ type: 'text', content: 5 }, 'TEXT_NOT_STRING', '/0/content', /String\(\)/],
    [{ type: 'text', content: {} }, 'TEXT_NOT_STRING', '/0/content', /pick the field/],
    [{ type: 'video', content: ['a'] }, 'TEXT_NOT_STRING', '/0/content', /./],
    [{ type: 'text', content: '{ "replies": [] }' }, 'BODY_AS_TEXT', '/0/content', /JSON\.stringify/],
    [{ type: 'quickReplies', content: 'a' }, 'NOT_OBJECT', '/0/content', /title/],
    [{ type: 'quickReplies', content: [] }, 'NOT_OBJECT', '/0/content', /title/],
    [{ type: 'buttons', content: 5 }, 'NOT_OBJECT', '/0/content', /title/],
    [{ type: 'card', content: [card] }, 'NOT_OBJECT', '/0/content', /title/],
    [{ type: 'client_data', content: [] }, 'NOT_OBJECT', '/0/content', /./],
    [{ type: 'custom', content: 'a' }, 'NOT_OBJECT', '/0/content', /./],
    [{ type: 'quickReplies', content: { title: 'a', buttons: {} } }, 'BUTTONS_NOT_LIST', '/0/content/buttons', /buttons: \[\]/],
    [{ type: 'buttons', content: { title: 'a', buttons: [null] } }, 'NOT_OBJECT', '/0/content/buttons/0', /./],
    [{ type: 'carousel', content: card }, 'CAROUSEL_NOT_LIST', '/0/content', /into a list/],
    [{ type: 'carouselle', content: 'a' }, 'CAROUSEL_NOT_LIST', '/0/content', /into a list/],
    [{ type: 'carousel', content: [card, 5] }, 'NOT_OBJECT', '/0/content/1', /./],
    [{ type: 'carousel', content: [{ buttons: 'a' }] }, 'BUTTONS_NOT_LIST', '/0/content/0/buttons', /./],
    [{ type: 'list', content: 'a' }, 'NOT_OBJECT', '/0/content', /./],
    [{ type: 'list', content: {} }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements', /add elements/],
    [{ type: 'list', content: { items: [] } }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements', /did you mean elements instead of items/],
    [{ type: 'list', content: { list: [] } }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements', /did you mean elements instead of list/],
    [{ type: 'list', content: { elements: [card], buttons: null } }, 'BUTTONS_NOT_LIST', '/0/content/buttons', /./],
    [{ replies: [] }, 'BODY_AS_REPLY', '/0/replies', /return the list/],
    [{ conversation: { memory: {}, replies: [] } }, 'REPLIES_IN_CONVERSATION', '/0/conversation/replies', /return the list/],
    [{ messages: [], memory: {} }, 'MESSAGES_AT_ROOT', '/0/messages', /did you mean replies/],
    [{ memory: {} }, 'MEMORY_AS_REPLY', '/0', /turn\.memory/],
    [{ conversation: {} }, 'MEMORY_AS_REPLY', '/0', /turn\.memory/]
  ]
  for (const [reply, code, path, fix] of cases) {
    const findings = lint([reply])
    t.match(findings, [{ code, path, fix, message: String }], JSON.stringify(reply))
    t.equal(findings.length, 1)
    t.notOk(Value.Check(WireReplySchema, reply) && code !== 'BODY_AS_TEXT', 'the schema refuses it too')
  }
  t.end()
})

t.test('every finding of every reply is told, in order', t => {
  t.strictSame(lint([{ type: 'text', content: '' }, { type: 'text', content: 'fine' }, { type: 'carousel', content: [1, 2] }]).map(({ path }) => path),
    ['/0/content', '/2/content/0', '/2/content/1'])
  t.end()
})

t.test('what real bots get away with passes', t => {
  const odd: unknown[] = [
    { type: 'text', content: 'a', delay: '', markdown: null, sentiment: 'x' },
    { type: 'text', content: '{"Name":"raw JSON of a backend"}' },
    { type: 'rolelist', content: [] },
    { type: 'rolelist', content: 0 },
    { type: 'conversation_start', content: 'x' },
    { type: 'quickReplies', content: {} },
    { type: 'quickReplies', content: { title: '', buttons: [{}] } },
    { type: 'buttons', content: { title: 'a', buttons: [{ type: 'BUTTON_TYPE', title: 5, value: null }] } },
    { type: 'card', content: {} },
    { type: 'card', content: { title: null, subtitle: 0, imageUrl: '' } },
    { type: 'carousel', content: [] },
    { type: 'carouselle', content: [{}] },
    { type: 'list', content: { elements: [] }, buttons: [] },
    { type: 'list', content: { title: 'x', total: 3, elements: [{ title: 'a', details: {} }] } },
    { type: 'custom', content: [] },
    { type: 'client_data', content: {} }
  ]
  t.strictSame(lint(odd), [])
  for (const reply of odd) t.ok(Value.Check(WireReplySchema, reply), JSON.stringify(reply))
  t.end()
})

t.test('every example of every schema passes', t => {
  for (const { examples } of knownReplies) t.strictSame(lint(examples), [])
  t.end()
})
