import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { channels, toPlainText, lint, lintAnswer, type ChannelName } from '../../lib/index.ts'
import { WireReplySchema, knownReplies } from '../../schemas/replies.ts'

const card = { title: 'a', buttons: [] }
const yes = { type: 'postback', title: 'Yes', value: 'yes' }
const everyChannel = Object.keys(channels) as ChannelName[]

t.test('what would be lost or break the turn is found, with its place and its cure', t => {
  const cases: Array<[reply: unknown, code: string, path: string, fix: RegExp]> = [
    [null, 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [undefined, 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [5, 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [[card], 'REPLY_NOT_OBJECT', '/0', /flat list/],
    [Promise.resolve('a'), 'REPLY_NOT_OBJECT', '/0', /await it/],
    [new Response('a'), 'REPLY_NOT_OBJECT', '/0', /await its json\(\) or text\(\)/],
    [new Map([['type', 'text']]), 'REPLY_NOT_OBJECT', '/0', /return a message/],
    [{}, 'TYPE_MISSING', '/0/type', /did you mean type: 'text'/],
    [{ content: 'a' }, 'TYPE_MISSING', '/0/type', /did you mean/],
    [{ type: '', content: 'a' }, 'TYPE_MISSING', '/0/type', /did you mean/],
    [{ type: 5, content: 'a' }, 'TYPE_MISSING', '/0/type', /did you mean/],
    [{ type: 'text' }, 'CONTENT_MISSING', '/0/content', /belong under content/],
    [{ type: 'text', content: null }, 'CONTENT_MISSING', '/0/content', /belong under content/],
    [{ type: 'card', title: 'a', buttons: [] }, 'CONTENT_MISSING', '/0/content', /belong under content/],
    [{ type: 'carousel' }, 'CONTENT_MISSING', '/0/content', /content: \[card/],
    [{ type: 'rolelist', content: '' }, 'CONTENT_MISSING', '/0/content', /./],
    [{ type: 'text', content: '' }, 'TEXT_EMPTY', '/0/content', /leave the reply out/],
    [{ type: 'picture', content: '' }, 'TEXT_EMPTY', '/0/content', /leave the reply out/],
    [{ type: 'video', content: '' }, 'TEXT_EMPTY', '/0/content', /leave the reply out/],
    [{ type: 'audio', content: '' }, 'TEXT_EMPTY', '/0/content', /leave the reply out/],
    [{ type: 'text', content: 5 }, 'TEXT_NOT_STRING', '/0/content', /String\(\)/],
    [{ type: 'text', content: 0 }, 'TEXT_NOT_STRING', '/0/content', /String\(\)/],
    [{ type: 'text', content: false }, 'TEXT_NOT_STRING', '/0/content', /String\(\)/],
    [{ type: 'text', content: {} }, 'TEXT_NOT_STRING', '/0/content', /did you mean one field/],
    [
      { type: 'picture', content: { url: 'https://example.com/a.png' } }, 'TEXT_NOT_STRING', '/0/content',
      /did you mean one field/
    ],
    [{ type: 'video', content: ['a'] }, 'TEXT_NOT_STRING', '/0/content', /./],
    [{ type: 'audio', content: 1 }, 'TEXT_NOT_STRING', '/0/content', /./],
    [{ type: 'text', content: '{ "replies": [] }' }, 'BODY_AS_TEXT', '/0/content', /JSON\.stringify/],
    [{ type: 'text', content: '{"conversation":{}}' }, 'BODY_AS_TEXT', '/0/content', /JSON\.stringify/],
    [{ type: 'quickReplies', content: 'a' }, 'CONTENT_NOT_OBJECT', '/0/content', /title/],
    [{ type: 'quickReplies', content: [] }, 'CONTENT_NOT_OBJECT', '/0/content', /title/],
    [{ type: 'buttons', content: 5 }, 'CONTENT_NOT_OBJECT', '/0/content', /title/],
    [{ type: 'card', content: 'a' }, 'CONTENT_NOT_OBJECT', '/0/content', /title/],
    [{ type: 'card', content: [card] }, 'CONTENT_NOT_OBJECT', '/0/content', /did you mean a carousel/],
    [{ type: 'client_data', content: [] }, 'CONTENT_NOT_OBJECT', '/0/content', /key/],
    [{ type: 'custom', content: 'a' }, 'CONTENT_NOT_OBJECT', '/0/content', /channel/],
    [{ type: 'list', content: 'a' }, 'CONTENT_NOT_OBJECT', '/0/content', /elements/],
    [{ type: 'list', content: [card] }, 'CONTENT_NOT_OBJECT', '/0/content', /elements/],
    [
      { type: 'quickReplies', content: { title: 'a', buttons: {} } }, 'BUTTONS_NOT_LIST', '/0/content/buttons',
      /did you mean \[button\]/
    ],
    [
      { type: 'quickReplies', content: { title: 'a', buttons: false } }, 'BUTTONS_NOT_LIST', '/0/content/buttons',
      /buttons: \[\]/
    ],
    [{ type: 'card', content: { title: 'a', buttons: '' } }, 'BUTTONS_NOT_LIST', '/0/content/buttons', /buttons: \[\]/],
    [
      { type: 'buttons', content: { title: 'a', buttons: [yes, null] } }, 'BUTTON_NOT_OBJECT', '/0/content/buttons/1',
      /did you mean \{ type: 'postback'/
    ],
    [
      { type: 'quickReplies', content: { title: 'a', buttons: ['Yes'] } }, 'BUTTON_NOT_OBJECT', '/0/content/buttons/0',
      /did you mean/
    ],
    [{ type: 'carousel', content: card }, 'CAROUSEL_NOT_LIST', '/0/content', /into a list/],
    [{ type: 'carousel', content: { cards: [card] } }, 'CAROUSEL_NOT_LIST', '/0/content', /into a list/],
    [{ type: 'carouselle', content: 'a' }, 'CAROUSEL_NOT_LIST', '/0/content', /into a list/],
    [{ type: 'carousel', content: [card, 5] }, 'CARD_NOT_OBJECT', '/0/content/1', /title/],
    [{ type: 'carouselle', content: [[card]] }, 'CARD_NOT_OBJECT', '/0/content/0', /title/],
    [{ type: 'carousel', content: [{ buttons: 'a' }] }, 'BUTTONS_NOT_LIST', '/0/content/0/buttons', /buttons: \[\]/],
    [{ type: 'carousel', content: [card, { buttons: [5] }] }, 'BUTTON_NOT_OBJECT', '/0/content/1/buttons/0', /./],
    [{ type: 'list', content: {} }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements', /add elements/],
    [{ type: 'list', content: { elements: card } }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements', /add elements/],
    [
      { type: 'list', content: { items: [] } }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements',
      /did you mean elements instead of items/
    ],
    [
      { type: 'list', content: { list: [] } }, 'LIST_WITHOUT_ELEMENTS', '/0/content/elements',
      /did you mean elements instead of list/
    ],
    [{ type: 'list', content: { elements: [card, null] } }, 'CARD_NOT_OBJECT', '/0/content/elements/1', /./],
    [
      { type: 'list', content: { elements: [{ buttons: {} }] } }, 'BUTTONS_NOT_LIST', '/0/content/elements/0/buttons',
      /did you mean/
    ],
    [{ type: 'list', content: { elements: [card], buttons: 0 } }, 'BUTTONS_NOT_LIST', '/0/content/buttons', /./],
    [
      { type: 'list', content: { elements: [card], buttons: [yes, 'No'] } }, 'BUTTON_NOT_OBJECT',
      '/0/content/buttons/1', /./
    ],
    [{ replies: [] }, 'BODY_AS_REPLY', '/0/replies', /return the list/],
    [
      { conversation: { memory: {}, replies: [] } }, 'REPLIES_IN_CONVERSATION', '/0/conversation/replies',
      /return the list/
    ],
    [{ messages: [], memory: {} }, 'MESSAGES_AT_ROOT', '/0/messages', /did you mean replies/],
    [{ memory: {} }, 'MEMORY_AS_REPLY', '/0', /turn\.memory/],
    [{ conversation: {} }, 'MEMORY_AS_REPLY', '/0', /turn\.memory/]
  ]
  for (const [reply, code, path, fix] of cases) {
    const findings = lint([reply])
    t.match(findings, [{ code, path, fix, message: String }], JSON.stringify(reply))
    t.equal(findings.length, 1)
    t.strictSame(findings.map(({ severity, channels }) => [severity, channels]), [['error', []]])
    t.strictSame(lint([reply], { channels: everyChannel }), findings, 'on every channel')
    t.notOk(Value.Check(WireReplySchema, reply) && code !== 'BODY_AS_TEXT', 'the schema refuses it too')
  }
  t.end()
})

t.test('every finding of every reply is told, in order', t => {
  t.strictSame(lint([
    { type: 'text', content: '' }, { type: 'text', content: 'fine' }, { type: 'carousel', content: [1, 2] }
  ]).map(({ path }) => path),
  ['/0/content', '/2/content/0', '/2/content/1'])
  t.strictSame(lint([{ type: 'list', content: { elements: [5, { buttons: 'a' }], buttons: [null, yes, null] } }])
    .map(({ path }) => path),
  ['/0/content/elements/0', '/0/content/elements/1/buttons', '/0/content/buttons/0', '/0/content/buttons/2'])
  t.strictSame(lint([]), [])
  // eslint-disable-next-line no-sparse-arrays
  t.strictSame(lint([, { type: 'text', content: 'a' }]).map(({ code, path }) => code + path), ['REPLY_NOT_OBJECT/0'],
    'a hole is no reply')
  t.end()
})

t.test('a message with an error is not looked at for warnings', t => {
  t.strictSame(lint([{ type: 'carousel', content: [{ title: 5, imageUrl: 'a' }, null], delay: 9, markdown: 'x' }],
    { channels: ['telegram'] }).map(({ code }) => code), ['CARD_NOT_OBJECT'])
  t.end()
})

t.test('what real bots get away with is no error', t => {
  const unusual: unknown[] = [
    { type: 'text', content: 'a', delay: '', markdown: null, sentiment: 'x' },
    { type: 'text', content: 'a', delay: '2', markdown: 'false' },
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
  t.strictSame(lint(unusual).filter(({ severity }) => severity !== 'warning'), [])
  for (const reply of unusual) t.ok(Value.Check(WireReplySchema, reply), JSON.stringify(reply))
  t.end()
})

t.test('what is right raises nothing', t => {
  const right: unknown[] = [
    { type: 'text', content: 'a', delay: 0, markdown: true },
    { type: 'text', content: 'a', delay: 5, markdown: null },
    { type: 'text', content: 'a', delay: null },
    { type: 'text', content: 'a', delay: '' },
    { type: 'text', content: 'a', hasDelay: true, outputSpeech: {} },
    { type: 'video', content: 'a.mp4', markdown: false },
    {
      type: 'quickReplies',
      content: { title: '', value: {}, buttons: [{ title: 'Yes', value: 'yes' }] },
      markdown: true
    },
    { type: 'card', content: { title: 'a', subtitle: '', imageUrl: '', itemUrl: 'x', onClick: {} } },
    { type: 'card', content: { title: 'a', imageUrl: null, buttons: [] } },
    { type: 'card', content: { title: 'a', imageUrl: 'HTTPS://example.com/a.png' } },
    { type: 'carouselle', content: [card] },
    { type: 'custom', content: { text: 'a' } },
    { type: 'client_data', content: { elements: [{ key: 'a', value: 5 }] } }
  ]
  for (const reply of right) t.strictSame(lint([reply]), [], JSON.stringify(reply))
  t.end()
})

t.test('every example of every schema passes', t => {
  for (const { examples } of knownReplies) t.strictSame(lint(examples), [])
  t.end()
})

const message = (type: string, content: unknown, flags: object = {}) => ({ type, content, ...flags })
const withButton = (button: object) => message('buttons', { title: 'a', buttons: [{ ...yes, ...button }] })

t.test('what arrives otherwise than it was meant is a warning, with its place and its cure', t => {
  const cases: Array<[reply: object, code: string, path: string, fix: RegExp]> = [
    [message('text', 'a', { delay: '2' }), 'DELAY_NOT_NUMBER', '/delay', /number of seconds/],
    [message('text', 'a', { delay: NaN }), 'DELAY_NOT_NUMBER', '/delay', /./],
    [message('text', 'a', { delay: Infinity }), 'DELAY_NOT_NUMBER', '/delay', /./],
    [message('text', 'a', { delay: true }), 'DELAY_NOT_NUMBER', '/delay', /./],
    [message('text', 'a', { delay: -1 }), 'DELAY_OUT_OF_RANGE', '/delay', /0 to 5/],
    [message('text', 'a', { delay: 5.1 }), 'DELAY_OUT_OF_RANGE', '/delay', /0 to 5/],
    [message('text', 'a', { markdown: 'false' }), 'MARKDOWN_NOT_BOOLEAN', '/markdown', /true or false/],
    [message('text', 'a', { markdown: 0 }), 'MARKDOWN_NOT_BOOLEAN', '/markdown', /true or false/],
    [message('card', card, { markdown: true }), 'MARKDOWN_IGNORED', '/markdown', /text and quickReplies/],
    [message('buttons', { title: 'a', buttons: [yes] },
      { markdown: true }), 'MARKDOWN_IGNORED', '/markdown', /text and quickReplies/],
    [message('text', 'see https://e.com/a_b_c',
      { markdown: true }), 'MARKDOWN_BREAKS_LINK', '/content', /leave markdown out/],
    [message('quickReplies', { buttons: [yes] },
      { markdown: true }), 'MARKDOWN_WITHOUT_TITLE', '/content/title', /title/],
    [message('quickReplies', { title: null, buttons: [yes] },
      { markdown: true }), 'MARKDOWN_WITHOUT_TITLE', '/content/title', /title/],
    [message('picture', 'http://example.com/a.png'), 'IMAGE_NOT_HTTPS', '/content', /https/],
    [message('picture', 'a.png'), 'IMAGE_NOT_HTTPS', '/content', /https/],
    [message('card',
      { title: 'a', imageUrl: 'http://example.com/a.png' }), 'IMAGE_NOT_HTTPS', '/content/imageUrl', /https/],
    [message('carousel', [card, { title: 'a', imageUrl: 5 }]), 'IMAGE_NOT_HTTPS', '/content/1/imageUrl', /https/],
    [message('list',
      { elements: [card, { title: 'a', imageUrl: 'a' }] }), 'IMAGE_NOT_HTTPS', '/content/elements/1/imageUrl', /https/],
    [message('card', { title: 5 }), 'LABEL_NOT_STRING', '/content/title', /String\(\)/],
    [message('card', { title: 'a', subtitle: 0 }), 'LABEL_NOT_STRING', '/content/subtitle', /String\(\)/],
    [message('quickReplies', { title: 5, buttons: [yes] }), 'LABEL_NOT_STRING', '/content/title', /String\(\)/],
    [withButton({ title: 5 }), 'LABEL_NOT_STRING', '/content/buttons/0/title', /String\(\)/],
    [withButton({ value: 5 }), 'LABEL_NOT_STRING', '/content/buttons/0/value', /String\(\)/],
    [withButton({ title: '' }), 'BUTTON_TITLE_EMPTY', '/content/buttons/0/title', /title/],
    [withButton({ value: undefined }), 'BUTTON_VALUE_MISSING', '/content/buttons/0/value', /give it a value/],
    [withButton({ value: null }), 'BUTTON_VALUE_MISSING', '/content/buttons/0/value', /give it a value/],
    [message('quickReplies',
      { title: 'a', buttons: [{ title: 'b' }] }), 'BUTTON_VALUE_MISSING', '/content/buttons/0/value', /give it a value/],
    [withButton({ title: undefined }), 'BUTTON_TITLE_MISSING', '/content/buttons/0/title', /title/],
    [withButton({ title: null }), 'BUTTON_TITLE_MISSING', '/content/buttons/0/title', /title/],
    [message('quickReplies',
      { title: 'a', buttons: [{ value: 'b' }] }), 'BUTTON_TITLE_MISSING', '/content/buttons/0/title', /title/],
    [withButton({ type: undefined }), 'BUTTON_TYPE_MISSING', '/content/buttons/0/type', /postback/],
    [withButton({ type: null }), 'BUTTON_TYPE_MISSING', '/content/buttons/0/type', /postback/],
    [
      withButton({ type: 'phone_number' }), 'BUTTON_TYPE_SPELLING', '/content/buttons/0/type',
      /did you mean phonenumber/
    ],
    [withButton({ type: 'BUTTON_TYPE' }), 'BUTTON_TYPE_UNKNOWN', '/content/buttons/0/type', /did you mean postback/],
    [withButton({ type: 'weburl' }), 'BUTTON_TYPE_UNKNOWN', '/content/buttons/0/type', /did you mean web_url/],
    [withButton({ type: 'Postback' }), 'BUTTON_TYPE_UNKNOWN', '/content/buttons/0/type', /did you mean postback/],
    [withButton({ type: 5 }), 'BUTTON_TYPE_UNKNOWN', '/content/buttons/0/type', /did you mean postback/],
    [withButton({ type: '' }), 'BUTTON_TYPE_UNKNOWN', '/content/buttons/0/type', /did you mean postback/],
    [
      message('list', { elements: [{ title: 'a', buttons: [{ title: 'b', value: 'b' }] }, card] }),
      'BUTTON_TYPE_MISSING', '/content/elements/0/buttons/0/type', /./
    ],
    [
      message('list', { elements: [card, card], buttons: [{ ...yes, type: 'BUTTON_TYPE' }] }), 'BUTTON_TYPE_UNKNOWN',
      '/content/buttons/0/type', /./
    ],
    [withButton({ type: 'web_url', value: '' }), 'LINK_INVALID', '/content/buttons/0/value', /https/],
    [withButton({ type: 'web_url', value: undefined }), 'LINK_INVALID', '/content/buttons/0/value', /https/],
    [withButton({ type: 'web_url', value: 'example.com' }), 'LINK_INVALID', '/content/buttons/0/value', /https/],
    [
      withButton({ type: 'web_url', value: 'javascript:alert(1)' }), 'LINK_INVALID', '/content/buttons/0/value', /https/
    ],
    [withButton({ type: 'web_url', value: 'https://' }), 'LINK_INVALID', '/content/buttons/0/value', /https/],
    [message('rolelist', []), 'TYPE_UNKNOWN', '/type', /there are text, picture/],
    [message('quickreply', []), 'TYPE_UNKNOWN', '/type', /./],
    [message('quickReplys', []), 'TYPE_UNKNOWN', '/type', /did you mean quickReplies/],
    [message('Text', 'a'), 'TYPE_UNKNOWN', '/type', /did you mean text/],
    [message('constructor', 'a'), 'TYPE_UNKNOWN', '/type', /there are/],
    [message('quickReplies', { title: 'a', buttons: [] }), 'BUTTONS_NONE', '/content/buttons', /text/],
    [message('buttons', { title: 'a', buttons: [] }), 'BUTTONS_NONE', '/content/buttons', /text/],
    [message('carousel', []), 'ITEMS_FEW', '/content', /leave it out/],
    [message('list', { elements: [] }), 'ITEMS_FEW', '/content/elements', /leave it out/],
    [message('list', { elements: [card] }), 'ITEMS_FEW', '/content/elements', /as a card/]
  ]
  for (const [reply, code, path, fix] of cases) {
    const findings = lint([{ type: 'text', content: 'fine' }, reply])
    const shown = JSON.stringify(reply)
    t.match(findings.filter(finding => finding.code === code),
      [{ severity: 'warning', path: `/1${path}`, fix, message: String, channels: [] }], shown)
    t.strictSame(findings.filter(finding => finding.code !== code && finding.code !== 'LABEL_NOT_STRING'), [],
      `nothing else in ${shown}`)
  }
  t.end()
})

t.test('a link may stand under url, where Messenger and LINE read it', t => {
  t.strictSame(lint([withButton({ type: 'web_url', value: undefined, url: 'https://example.com' })]), [])
  t.match(lint([withButton({ type: 'web_url', value: undefined, url: 'example.com' })]), [{ code: 'LINK_INVALID' }])
  t.end()
})

t.test('a text is broken by markdown only where an address has underscores in pairs', t => {
  const codes = (content: string, markdown: unknown) =>
    lint([{ type: 'text', content, markdown }]).map(({ code }) => code)
  t.strictSame(codes('https://e.com/a_b', true), [])
  t.strictSame(codes('https://e.com/a_b_c', false), [])
  t.strictSame(codes('https://e.com/a_b_c', undefined), [])
  t.strictSame(codes('a_b_c', true), [])
  t.strictSame(codes('a_b http://e.com/a__b', true), ['MARKDOWN_BREAKS_LINK'])
  t.end()
})

t.test('a field that nobody reads is told when it was meant for one that is missing', t => {
  const cases: Array<[reply: object, path: string, meant: string]> = [
    [withButton({ value: undefined, payload: 'b' }), '/content/buttons/0/payload', 'value'],
    [withButton({ title: undefined, label: 'b' }), '/content/buttons/0/label', 'title'],
    [message('card', { titel: 'a', buttons: [] }), '/content/titel', 'title'],
    [message('card', { ...card, image_url: 'https://e.com' }), '/content/image_url', 'imageUrl'],
    [message('carousel', [card, { ...card, Subtitle: 'a' }]), '/content/1/Subtitle', 'subtitle'],
    [message('quickReplies', { text: 'a', buttons: [yes] }), '/content/text', 'title'],
    [message('list', { elements: [card, card], button: [] }), '/content/button', 'buttons'],
    [message('text', 'a', { Delay: 2 }), '/Delay', 'delay']
  ]
  for (const [reply, path, meant] of cases) {
    t.match(lint([reply]).filter(({ code }) => code === 'FIELD_MISSPELT'),
      [{ severity: 'warning', path: `/0${path}`, fix: `did you mean ${meant}?` }], path)
  }
  const own = { outputSpeech: 'a', id: 1, subtitle2: 'b', details: {}, constructor: 1 }
  t.strictSame(lint([message('card', { ...card, subtitle: 'b', ...own }, own)]), [], 'fields of an own client')
  t.end()
})

t.test('the limits that the documentation and the web client name: at the limit nothing, beyond it a warning', t => {
  const of = (length: number) => 'x'.repeat(length)
  const many = <T>(number: number, item: T): T[] => Array.from({ length: number }, () => item)
  const row = (part: object) => message('list', { elements: [card, { ...card, ...part }] })
  const cases: Array<[make: (size: number) => object, limit: number, code: string, path: string]> = [
    [n => message('text', of(n)), 640, 'TEXT_LONG', '/content'],
    [n => message('buttons', { title: of(n), buttons: [yes] }), 640, 'TITLE_LONG', '/content/title'],
    [n => message('buttons', { title: 'a', buttons: many(n, yes) }), 3, 'BUTTONS_MANY', '/content/buttons/3'],
    [n => withButton({ title: of(n) }), 80, 'BUTTON_TITLE_LONG', '/content/buttons/0/title'],
    [n => message('quickReplies',
      { title: 'a', buttons: [yes, { ...yes, title: of(n) }] }), 20, 'BUTTON_TITLE_LONG', '/content/buttons/1/title'],
    [n => message('quickReplies', { title: 'a', buttons: many(n, yes) }), 11, 'BUTTONS_MANY', '/content/buttons/11'],
    [n => message('card', { title: of(n) }), 80, 'TITLE_LONG', '/content/title'],
    [n => message('card', { title: 'a', subtitle: of(n) }), 80, 'SUBTITLE_LONG', '/content/subtitle'],
    [n => message('card', { title: 'a', buttons: many(n, yes) }), 3, 'BUTTONS_MANY', '/content/buttons/3'],
    [n => message('card',
      { title: 'a', buttons: [{ ...yes, title: of(n) }] }), 80, 'BUTTON_TITLE_LONG', '/content/buttons/0/title'],
    [n => message('carousel', [card, { title: of(n) }]), 80, 'TITLE_LONG', '/content/1/title'],
    [n => message('carouselle', [card, { subtitle: of(n) }]), 80, 'SUBTITLE_LONG', '/content/1/subtitle'],
    [n => message('carousel', [{ ...card, buttons: many(n, yes) }]), 3, 'BUTTONS_MANY', '/content/0/buttons/3'],
    [n => message('carousel', many(n, card)), 10, 'ITEMS_MANY', '/content/10'],
    [n => row({ title: of(n) }), 25, 'TITLE_LONG', '/content/elements/1/title'],
    [n => row({ subtitle: of(n) }), 50, 'SUBTITLE_LONG', '/content/elements/1/subtitle'],
    [n => row({ buttons: [{ ...yes, title: of(n) }] }), 20, 'BUTTON_TITLE_LONG', '/content/elements/1/buttons/0/title'],
    [n => row({ buttons: many(n, yes) }), 1, 'BUTTONS_MANY', '/content/elements/1/buttons/1'],
    [n => message('list', { elements: many(n, card) }), 4, 'ITEMS_MANY', '/content/elements/4'],
    [n => message('list', { elements: [card, card], buttons: many(n, yes) }), 1, 'BUTTONS_MANY', '/content/buttons/1'],
    [
      n => message('list', { elements: [card, card], buttons: [{ ...yes, title: of(n) }] }), 20, 'BUTTON_TITLE_LONG',
      '/content/buttons/0/title'
    ]
  ]
  for (const [make, limit, code, path] of cases) {
    t.strictSame(lint([make(limit)]), [], `${code} ${limit}`)
    t.match(lint([make(limit + 1)]), [{
      code, severity: 'warning', path: `/0${path}`, message: new RegExp(`\\b${limit}\\b`), channels: []
    }], `${code} ${limit + 1}`)
    t.equal(lint([make(limit + 1)]).length, 1)
  }
  t.strictSame(lint(many(100, { type: 'text', content: 'a' })), [], 'nothing limits the number of replies')
  t.end()
})

t.test('what stands in the wrong place of an answer is an error with what was meant', t => {
  const text = { type: 'text', content: 'a' }
  const cases: Array<[body: unknown, found: Array<[code: string, path: string, fix: RegExp]>]> = [
    ['{"replies":[]}', [['BODY_NOT_OBJECT', '', /JSON twice/]]],
    ['', [['BODY_NOT_OBJECT', '', /JSON twice/]]],
    [[text], [['BODY_NOT_OBJECT', '', /did you mean \{ "replies"/]]],
    [null, [['BODY_NOT_OBJECT', '', /send \{ "replies"/]]],
    [undefined, [['BODY_NOT_OBJECT', '', /send/]]],
    [5, [['BODY_NOT_OBJECT', '', /send/]]],
    [{ replies: text }, [['REPLIES_NOT_LIST', '/replies', /did you mean replies: \[reply\]/]]],
    [{ replies: null }, [['REPLIES_NOT_LIST', '/replies', /replies: \[\]/]]],
    [{ replies: 'a' }, [['REPLIES_NOT_LIST', '/replies', /replies: \[\]/]]],
    [
      { conversation: { replies: [text] } },
      [['REPLIES_IN_CONVERSATION', '/conversation/replies', /did you mean replies beside/]]
    ],
    [
      { replies: [], conversation: { replies: [text] } },
      [['REPLIES_IN_CONVERSATION', '/conversation/replies', /did you mean/]]
    ],
    [{ messages: [text] }, [['MESSAGES_AT_ROOT', '/messages', /did you mean replies/]]],
    [{ memory: {}, messages: [text] }, [
      ['MESSAGES_AT_ROOT', '/messages', /./], ['MEMORY_AT_ROOT', '/memory', /did you mean conversation/]
    ]],
    [{ replies: [], memory: {} }, [['MEMORY_AT_ROOT', '/memory', /did you mean conversation/]]],
    [text, [['MESSAGE_AS_BODY', '/type', /did you mean \{ "replies": \[message\]/]]],
    [{ type: 'carousel', content: [] }, [['MESSAGE_AS_BODY', '/type', /did you mean/]]],
    [{ conversation: { memory: 'a' } }, [['MEMORY_NOT_OBJECT', '/conversation/memory', /leave it out/]]],
    [{ conversation: { memory: [] } }, [['MEMORY_NOT_OBJECT', '/conversation/memory', /leave it out/]]],
    [{ replies: [text, { type: 'text', content: '' }] }, [['TEXT_EMPTY', '/replies/1/content', /./]]],
    [
      { replies: [{ type: 'list', content: { elements: [5] } }] },
      [['CARD_NOT_OBJECT', '/replies/0/content/elements/0', /./]]
    ],
    [{ replies: [{ replies: [text] }] }, [['BODY_AS_REPLY', '/replies/0/replies', /./]]],
    [{ replies: 5, memory: 5, conversation: { replies: 5, memory: 5 } }, [
      ['REPLIES_IN_CONVERSATION', '/conversation/replies', /./], ['MEMORY_AT_ROOT', '/memory', /./],
      ['MEMORY_NOT_OBJECT', '/conversation/memory', /./], ['REPLIES_NOT_LIST', '/replies', /./]
    ]]
  ]
  for (const [body, found] of cases) {
    const findings = lintAnswer(body)
    const shown = JSON.stringify(body)
    t.match(findings,
      found.map(([code, path, fix]) => ({ code, path, fix, severity: 'error', message: String, channels: [] })), shown)
    t.equal(findings.length, found.length, shown)
    t.strictSame(lintAnswer(body, { channels: everyChannel }).filter(({ severity }) => severity === 'error'), findings,
      'on every channel')
  }
  t.end()
})

t.test('an answer may leave anything out, and say more than is read', t => {
  const bodies: object[] = [
    {}, { status: 200 }, { replies: [] }, { conversation: {} },
    { replies: [], conversation: { memory: {}, language: 'en' } }, { conversation: { memory: null } },
    {
      replies: [],
      conversation: { id: 'a', skill: 'b', skill_stack: ['b'], skill_occurences: 1, merge_memory: true },
      hasDelay: true
    },
    { replies: [{ type: 'text', content: 'a' }], type: 'answer', content: 'x', messages: [] }
  ]
  for (const body of bodies) t.strictSame(lintAnswer(body), [], JSON.stringify(body))
  t.end()
})

t.test('warnings of an answer have their place in the body, and their channels', t => {
  const body = { replies: [{ type: 'text', content: 'a' }, { type: 'card', content: { title: 'a' } }] }
  t.strictSame(lintAnswer(body), [])
  t.match(lintAnswer(body, { channels: ['telegram'] }),
    [{ code: 'BUTTONS_MISSING', severity: 'warning', path: '/replies/1/content/buttons', channels: ['telegram'] }])
  t.throws(() => lintAnswer('a', { channels: ['telegrm' as 'telegram'] }), { code: 'FST_BOT_OPTION_INVALID' })
  t.throws(() => lintAnswer('a', { chanels: ['telegram'] } as object),
    { code: 'FST_BOT_OPTION_UNKNOWN', message: /did you mean channels\?/ })
  t.end()
})

t.test('no JSON makes the lint throw or hang', t => {
  const unusual = { toString: null, valueOf: null }
  const replies = [
    { type: 'buttons', content: { title: unusual, buttons: [{ type: unusual, title: unusual, value: unusual }] } },
    {
      type: 'card',
      content: { title: unusual, subtitle: unusual, imageUrl: unusual, buttons: [] },
      delay: unusual,
      markdown: unusual
    },
    { type: 'text', content: 'http://'.repeat(14_000), markdown: true },
    { type: 'text', content: '_'.repeat(50_000) + ' x://', markdown: true }
  ]
  const before = process.cpuUsage()
  for (const found of [lint(replies), lint(replies, { channels: everyChannel })]) t.ok(found.length > 0)
  for (const reply of [...replies, { type: 'text', content: '['.repeat(50_000), markdown: true }]) {
    t.type(toPlainText(reply), 'string')
  }
  t.ok(process.cpuUsage(before).user < 2_000_000, 'seconds of work for 100 kB would be a way to stop a bot')
  t.end()
})

t.test('a whole answer as a text is found wherever replies stand in it', t => {
  for (const content of ['{"replies":[]}', ' {"status":200,"replies":[]}', '{"conversation":{}}']) {
    t.match(lint([{ type: 'text', content }]), [{ code: 'BODY_AS_TEXT' }])
  }
  for (const content of [
    '{"replies": 5}', '{ "replies": ', 'We had replies: {"replies":[]}', '{"Name":"conversation"}'
  ]) t.strictSame(lint([{ type: 'text', content }]), [])
  t.end()
})

t.test('underscores that markdown would take for italics are found in addresses, in quick replies too', t => {
  const found = (reply: object) => lint([reply]).some(({ code }) => code === 'MARKDOWN_BREAKS_LINK')
  t.ok(found({ type: 'text', content: 'https://e.com/a_b_c', markdown: true }))
  t.ok(found({ type: 'text', content: 'https://e.com/a_b and c_d', markdown: true }))
  t.ok(found({
    type: 'quickReplies',
    content: { title: 'https://e.com/a_b_c', buttons: [{ title: 'a', value: 'b' }] },
    markdown: true
  }))
  t.notOk(found({ type: 'text', content: 'https://e.com/a_b_c' }))
  t.notOk(found({ type: 'text', content: 'https://e.com/a_b', markdown: true }))
  t.notOk(found({ type: 'text', content: '_a_ https://e.com/a-b', markdown: true }))
  t.end()
})

t.test('on Twitter an image is needed, and an empty one is none', t => {
  const codes = (card: object) => lint([{ type: 'card', content: { title: 'a', subtitle: 'b', buttons: [], ...card } }],
    { channels: ['twitter'] }).map(({ code }) => code)
  for (const imageUrl of [undefined, null, '']) t.strictSame(codes({ imageUrl }), ['IMAGE_MISSING'])
  t.strictSame(codes({ imageUrl: 'https://e.com/a.png', subtitle: null }), ['SUBTITLE_MISSING'])
  t.end()
})

t.test('a conversation that is no object is found', t => {
  for (const conversation of [[], 'x', 5]) {
    t.match(lintAnswer({ conversation }),
      [{ code: 'CONVERSATION_NOT_OBJECT', severity: 'error', path: '/conversation' }])
  }
  for (const language of [5, {}]) {
    t.match(lintAnswer({ conversation: { language } }),
      [{ code: 'LANGUAGE_NOT_STRING', path: '/conversation/language' }])
  }
  for (const conversation of [null, undefined, {}, { language: null }, { language: 'fr' }]) {
    t.strictSame(lintAnswer({ conversation }), [])
  }
  t.end()
})

t.test('null says the same as a missing field, on every channel', t => {
  const parts = [{ title: 'a' }, { title: 'a', subtitle: 'b', imageUrl: '' }]
  const names = everyChannel
  for (const part of parts) {
    for (const field of ['subtitle', 'imageUrl', 'buttons']) {
      for (const [without, withNull] of [
        [{ ...part, [field]: undefined }, { ...part, [field]: null }]
      ]) {
        for (const build of [(content: unknown) => ({ type: 'card', content }), (content: unknown) => ({
          type: 'carousel', content: [content]
        }), (content: unknown) => ({ type: 'list', content: { elements: [content, content], buttons: null } })]) {
          for (const chosen of [[], names]) {
            const codes = (content: unknown): string[] =>
              lint([build(content)], { channels: chosen }).map(({ code, path }) => `${code} ${path}`)
            t.strictSame(codes(withNull), codes(without), `${field} ${chosen.length}`)
          }
        }
      }
    }
  }
  t.match(lint([{ type: 'card', content: { title: 'a', subtitle: null, imageUrl: '', buttons: [] } }],
    { channels: ['twilio'] }), [{ code: 'SUBTITLE_UNDEFINED', message: /reads the word null/ }])
  for (const buttons of [undefined, null, []]) {
    t.match(lint([{ type: 'quickReplies', content: { title: 'Choose', buttons } }]), [{ code: 'BUTTONS_NONE' }])
  }
  t.end()
})

t.test('quick replies that are not last vanish from the web client', t => {
  const ask = { type: 'quickReplies', content: { title: 'Sure?', buttons: [{ title: 'Yes', value: 'yes' }] } }
  const hello = { type: 'text', content: 'Hello' }
  t.match(lint([ask, hello]), [{ code: 'QUICK_REPLIES_NOT_LAST', path: '/0', severity: 'warning' }])
  t.match(lint([hello, ask, hello], { channels: ['webchat'] }),
    [{ code: 'QUICK_REPLIES_NOT_LAST', path: '/1', channels: ['webchat'] }])
  t.strictSame(lint([hello, ask]), [])
  t.strictSame(lint([ask, hello], { channels: ['messenger'] }), [])
  t.end()
})

t.test('values that were printed by accident are found', t => {
  const texts = [
    'Hello [object Object]', 'Hello undefined!', 'It costs NaN EUR', 'On Invalid Date', 'Hello None',
    'Weather in None today', 'null', 'Hello null!', 'Your {{memory.name}}', 'Hello ${name}',
    'Price: null€', 'null°', 'Hello (null)', 'Hello <nil>', 'Hello [Function: name]', '[Function (anonymous)]',
    'Hello <shop.Product object at 0x7f1c>', '#<Shop::Product:0x00007f1c>', 'Hello <%= name %>'
  ]
  for (const content of texts) {
    t.match(lint([{ type: 'text', content }]), [{ code: 'VALUE_PRINTED', path: '/0/content' }], content)
  }
  const fine = ['None of these', 'Um null Uhr', 'nullify', 'undefinedly', 'Nancy', 'x {y}', 'Infinity pool', '5 < 6']
  for (const content of fine) t.strictSame(lint([{ type: 'text', content }]), [], content)
  const image = (imageUrl: string): object => ({ type: 'card', content: { title: 'a', imageUrl, buttons: [] } })
  for (const url of [
    'https://e.com/w640null', 'https://e.com/undefined', 'https://e.com/null/a.png', 'https://e.com/a?b=None',
    'https://e.com/{{memory.a}}.png', 'undefined', 'https://e.com/%5Bobject%20Object%5D'
  ]) {
    t.match(lint([image(url)]), [{ code: 'VALUE_PRINTED', path: '/0/content/imageUrl' }], url)
    t.match(lint([{ type: 'picture', content: url }]), [{ code: 'VALUE_PRINTED', path: '/0/content' }], url)
  }
  t.strictSame(lint([image('https://e.com/nullable/none.png')]), [])
  t.match(lint([{ type: 'video', content: 'https://e.com/undefined' }]), [{ code: 'VALUE_PRINTED' }])
  t.match(lint([{
    type: 'buttons',
    content: { title: 'undefined', buttons: [{ type: 'web_url', title: 'NaN', value: 'https://e.com/null' }] }
  }]).map(({ path }) => path),
  ['/0/content/title', '/0/content/buttons/0/title', '/0/content/buttons/0/value'])
  t.end()
})

t.test('keys that are spelt otherwise than they are read are found', t => {
  t.match(lintAnswer({ Replies: [] }), [{ code: 'KEY_MISSPELT', path: '/Replies', fix: 'did you mean replies?' }])
  t.match(lintAnswer({ replies: [], conversation: { Memory: {}, langauge: 'en' } }).map(({ path }) => path),
    ['/conversation/Memory', '/conversation/langauge'])
  t.strictSame(lintAnswer({ replies: [], Replies: [], conversation: { memory: {}, Memory: 1 } }), [])
  t.strictSame(lintAnswer({}), [])
  t.end()
})
