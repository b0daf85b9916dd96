import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import {
  accountLink, buttons, card, carousel, clientData, custom, lint, list, phone, picture, postback, quickReplies, text,
  triggerSkill, video, webUrl
} from '../../lib/index.ts'
import { ButtonSchema, ReplySchema } from '../../schemas/index.ts'

const yes = { type: 'postback', title: 'Yes', value: 'yes' } as const
const image = 'https://example.com/a.png'

t.test('each builder returns the message as it is sent', t => {
  const cases: Array<[built: unknown, sent: object]> = [
    [text('Hello'), { type: 'text', content: 'Hello' }],
    [text('Hello', {}), { type: 'text', content: 'Hello' }],
    [text('*Hello*', { delay: 0, markdown: true }), { type: 'text', content: '*Hello*', delay: 0, markdown: true }],
    [text('Hello', { delay: undefined, markdown: undefined }), { type: 'text', content: 'Hello' }],
    [text('Hello', { markdown: false }), { type: 'text', content: 'Hello', markdown: false }],
    [picture(image), { type: 'picture', content: image }],
    [picture('HTTP://example.com/a.png',
      { delay: 5 }), { type: 'picture', content: 'HTTP://example.com/a.png', delay: 5 }],
    [video(image, { delay: 1.5 }), { type: 'video', content: image, delay: 1.5 }],
    [quickReplies('Sure?', ['Yes', { title: 'No', value: 'never' }]), {
      type: 'quickReplies',
      content: { title: 'Sure?', buttons: [{ title: 'Yes', value: 'Yes' }, { title: 'No', value: 'never' }] }
    }],
    [quickReplies('', ['Yes'], { delay: 2, markdown: true }), {
      type: 'quickReplies',
      content: { title: '', buttons: [{ title: 'Yes', value: 'Yes' }] },
      delay: 2,
      markdown: true
    }],
    [
      quickReplies('Sure?', [postback('Yes', 'yes')]),
      { type: 'quickReplies', content: { title: 'Sure?', buttons: [{ title: 'Yes', value: 'yes' }] } }
    ],
    [buttons('Sure?', ['Yes', yes, webUrl('Look', image)]), {
      type: 'buttons',
      content: {
        title: 'Sure?',
        buttons: [
          { type: 'postback', title: 'Yes', value: 'Yes' }, yes, { type: 'web_url', title: 'Look', value: image }
        ]
      }
    }],
    [buttons('Sure?', [yes], { delay: 2 }), { type: 'buttons', content: { title: 'Sure?', buttons: [yes] }, delay: 2 }],
    [card('Hotel'), { type: 'card', content: { title: 'Hotel', buttons: [] } }],
    [card({ title: 'Hotel' }), { type: 'card', content: { title: 'Hotel', buttons: [] } }],
    [
      card({ title: 'Hotel', subtitle: undefined, imageUrl: undefined, buttons: undefined }),
      { type: 'card', content: { title: 'Hotel', buttons: [] } }
    ],
    [
      card({ title: 'Hotel', subtitle: null, imageUrl: null, buttons: null }),
      { type: 'card', content: { title: 'Hotel', buttons: [] } }
    ],
    [text('Hi', { delay: null, markdown: null }), { type: 'text', content: 'Hi' }],
    [
      card({ title: 'Hotel', subtitle: '', imageUrl: '' }),
      { type: 'card', content: { title: 'Hotel', subtitle: '', imageUrl: '', buttons: [] } }
    ],
    [card({ title: 'Hotel', subtitle: 'Nice', imageUrl: image, buttons: ['Yes'] }, { delay: 1 }), {
      type: 'card',
      content: {
        title: 'Hotel', subtitle: 'Nice', imageUrl: image, buttons: [{ type: 'postback', title: 'Yes', value: 'Yes' }]
      },
      delay: 1
    }],
    [carousel(['Hotel', { title: 'Inn', buttons: [yes] }], { delay: 1 }), {
      type: 'carousel', content: [{ title: 'Hotel', buttons: [] }, { title: 'Inn', buttons: [yes] }], delay: 1
    }],
    [list(['Hotel', { title: 'Inn', subtitle: 'Nice' }]), {
      type: 'list',
      content: {
        elements: [{ title: 'Hotel', buttons: [] }, { title: 'Inn', subtitle: 'Nice', buttons: [] }], buttons: []
      }
    }],
    [list(['Hotel'], { buttons: ['More'], delay: 3 }), {
      type: 'list',
      content: {
        elements: [{ title: 'Hotel', buttons: [] }], buttons: [{ type: 'postback', title: 'More', value: 'More' }]
      },
      delay: 3
    }],
    [custom({ text: 'Hello' }), { type: 'custom', content: { text: 'Hello' } }],
    [custom([], { delay: 1 }), { type: 'custom', content: [], delay: 1 }],
    [clientData({ theme: 'dark', size: '' }), {
      type: 'client_data', content: { elements: [{ key: 'theme', value: 'dark' }, { key: 'size', value: '' }] }
    }],
    [clientData({}), { type: 'client_data', content: { elements: [] } }]
  ]
  for (const [built, sent] of cases) {
    t.strictSame(built, sent)
    t.strictSame(JSON.parse(JSON.stringify(built)), sent, 'nothing is undefined in it')
    t.equal(Object.getPrototypeOf(built), Object.prototype, 'a plain object')
    t.strictSame([...Value.Errors(ReplySchema, built)], [])
    t.strictSame(lint([built]).filter(({ severity }) => severity === 'error'), [])
  }
  t.end()
})

t.test('each button is of the type that its name says', t => {
  const cases: Array<[built: unknown, sent: object]> = [
    [postback('Yes', 'yes'), yes],
    [postback('Yes'), { type: 'postback', title: 'Yes', value: 'Yes' }],
    [webUrl('Look', image), { type: 'web_url', title: 'Look', value: image }],
    [phone('Call', '+33 1'), { type: 'phonenumber', title: 'Call', value: '+33 1' }],
    [accountLink('Log in', image), { type: 'account_link', title: 'Log in', value: image }],
    [triggerSkill('Help', 'help'), { type: 'trigger_skill', title: 'Help', value: 'help' }]
  ]
  for (const [built, sent] of cases) {
    t.strictSame(built, sent)
    t.ok(Value.Check(ButtonSchema, built))
    t.strictSame(lint([{ type: 'buttons', content: { title: 'a', buttons: [built] } }]), [])
  }
  t.end()
})

t.test('fields that only some channels read are kept', t => {
  const unusual = { title: 'Hotel', itemUrl: image, onClick: { type: 'web_url' }, buttons: [{ ...yes, id: 7 }] }
  t.strictSame(card(unusual).content,
    { title: 'Hotel', buttons: [{ ...yes, id: 7 }], itemUrl: image, onClick: { type: 'web_url' } })
  t.end()
})

t.test('nothing that is given is changed or shared with what is returned', t => {
  const button = Object.freeze({ ...yes })
  const one = Object.freeze({ title: 'Hotel', buttons: Object.freeze([button, 'No']) })
  const options = Object.freeze({ delay: 1 })
  const many = Object.freeze([one, 'Inn'])
  const before = JSON.stringify([one, many, options])
  const replies = [
    card(one, options), carousel(many, options), list(many, Object.freeze({ buttons: one.buttons, delay: 1 })),
    buttons('Sure?', one.buttons, options), quickReplies('Sure?', one.buttons, options),
    clientData(Object.freeze({ a: 'b' }))
  ]
  t.equal(JSON.stringify([one, many, options]), before)
  for (const { content } of replies) t.notOk(Object.isFrozen(content))
  const built = card(one).content.buttons ?? []
  t.not(built, one.buttons)
  t.not(built[0], button)
  t.end()
})

t.test('a value that cannot be is refused with its place', t => {
  const no = undefined as never
  const nothing = null as never
  const number = 5 as never
  const cases: Array<[build: () => unknown, path: string, why: RegExp]> = [
    [() => text(''), '/content', /must not be empty/],
    [() => text(no), '/content', /a string, not undefined/],
    [() => text(nothing), '/content', /a string, not null/],
    [() => text(number), '/content', /a string, not number; .*String\(\)/],
    [() => text({} as never), '/content', /not an object; pick the field/],
    [() => text(['a'] as never), '/content', /not a list/],
    [() => text('a', { delay: -1 }), '/delay', /from 0 to 5/],
    [() => text('a', { delay: 5.01 }), '/delay', /from 0 to 5/],
    [() => text('a', { delay: NaN }), '/delay', /from 0 to 5/],
    [() => text('a', { delay: Infinity }), '/delay', /from 0 to 5/],
    [() => text('a', { delay: '2' as never }), '/delay', /from 0 to 5/],
    [() => text('a', { markdown: 'false' as never }), '/markdown', /true or false, not string/],
    [() => quickReplies('a', ['b'], { markdown: number }), '/markdown', /true or false, not number/],

    [() => picture(''), '/content', /must not be empty/],
    [() => picture(no), '/content', /a string, not undefined/],
    [() => picture('a.png'), '/content', /absolute http or https address/],
    [() => picture('//example.com/a.png'), '/content', /absolute/],
    [() => picture('data:image/png;base64,AA=='), '/content', /absolute/],
    [() => picture('https://'), '/content', /absolute/],
    [() => picture(' https://example.com'), '/content', /absolute/],
    [() => video('ftp://example.com/a'), '/content', /absolute/],
    [() => video(nothing), '/content', /not null/],
    [() => video(image, { delay: 6 }), '/delay', /5/],

    [() => quickReplies(no, []), '/content/title', /not undefined/],
    [() => quickReplies(number, []), '/content/title', /not number/],
    [() => quickReplies('a', no), '/content/buttons', /a list, not undefined/],
    [() => quickReplies('a', 'Yes' as never), '/content/buttons', /a list, not string/],
    [() => quickReplies('a', ['b', '']), '/content/buttons/1', /must not be empty/],
    [() => quickReplies('a', [nothing]), '/content/buttons/0', /a string or a button, not null/],
    [() => quickReplies('a', [number]), '/content/buttons/0', /not number/],
    [() => quickReplies('a', [['b'] as never]), '/content/buttons/0', /not a list/],
    [() => quickReplies('a', [{ title: '', value: 'b' }]), '/content/buttons/0/title', /must not be empty/],
    [() => quickReplies('a', [{ title: 'b', value: number }]), '/content/buttons/0/value', /not number/],
    [() => quickReplies('a', [{ title: 'b' } as never]), '/content/buttons/0/value', /not undefined/],

    [() => buttons('', []), '/content/title', /must not be empty/],
    [() => buttons(nothing, []), '/content/title', /not null/],
    [() => buttons('a', { 0: yes } as never), '/content/buttons', /not an object/],
    [() => buttons('a', ['']), '/content/buttons/0', /must not be empty/],
    [() => buttons('a', [yes, no]), '/content/buttons/1', /not undefined/],
    [() => buttons('a', [{ ...yes, title: no }]), '/content/buttons/0/title', /not undefined/],
    [() => buttons('a', [{ ...yes, value: '' }]), '/content/buttons/0/value', /must not be empty/],
    [() => buttons('a', [{ ...yes, value: nothing }]), '/content/buttons/0/value', /not null/],

    [() => card(''), '/content/title', /must not be empty/],
    [() => card(no), '/content', /a string or a card, not undefined/],
    [() => card(nothing), '/content', /not null/],
    [() => card(number), '/content', /not number/],
    [() => card(['Hotel'] as never), '/content', /not a list/],
    [() => card({} as never), '/content/title', /not undefined/],
    [() => card({ title: 'a', subtitle: number }), '/content/subtitle', /not number/],
    [() => card({ title: 'a', imageUrl: 'a.png' }), '/content/imageUrl', /absolute/],
    [() => card({ title: 'a', buttons: ['b', ''] }), '/content/buttons/1', /must not be empty/],
    [() => card('a', { delay: -0.1 }), '/delay', /5/],

    [() => quickReplies('a', []), '/content/buttons', /must not be empty/],
    [() => buttons('a', []), '/content/buttons', /must not be empty/],
    [() => carousel([]), '/content', /must not be empty.*say that there is nothing/],
    [() => carousel(no), '/content', /a list, not undefined/],
    [() => carousel({ title: 'a' } as never), '/content', /not an object/],
    [() => carousel(['a', number]), '/content/1', /not number/],
    [() => carousel(['a', '']), '/content/1/title', /must not be empty/],
    [
      () => carousel([{ title: 'a', buttons: [yes, { ...yes, title: '' }] }]), '/content/0/buttons/1/title',
      /must not be empty/
    ],

    [() => list([]), '/content/elements', /must not be empty/],
    [() => list('a' as never), '/content/elements', /a list, not string/],
    [() => list(['a', nothing]), '/content/elements/1', /not null/],
    [() => list([{ title: 'a', imageUrl: '/a.png' }]), '/content/elements/0/imageUrl', /absolute/],
    [() => list(['a'], { buttons: [number] }), '/content/buttons/0', /not number/],
    [() => list(['a'], { delay: 9 }), '/delay', /5/],

    [() => custom(no), '/content', /an object or a list, not undefined/],
    [() => custom(nothing), '/content', /not null/],
    [() => custom('a' as never), '/content', /not string/],
    [() => custom((() => {}) as never), '/content', /not function/],
    [() => custom([], { delay: 6 }), '/delay', /5/],

    [() => clientData(no), '/content', /an object, not undefined/],
    [() => clientData(nothing), '/content', /not null/],
    [() => clientData(['a'] as never), '/content', /not a list/],
    [() => clientData('a' as never), '/content', /not string/],
    [() => clientData({ a: 'b', c: number }), '/content/elements/1/value', /not number/],

    [() => postback(''), '/title', /must not be empty/],
    [() => postback(no), '/title', /not undefined/],
    [() => postback('a', ''), '/value', /must not be empty/],
    [() => postback('a', nothing), '/value', /not null/],
    [() => postback('a', number), '/value', /not number/],
    [() => webUrl('', image), '/title', /must not be empty/],
    [() => webUrl('a', no), '/value', /not undefined/],
    [() => webUrl('a', 'example.com'), '/value', /absolute/],
    [() => webUrl('a', 'javascript:alert(1)'), '/value', /absolute/],
    [() => phone('a', ''), '/value', /must not be empty/],
    [() => phone('a', number), '/value', /not number/],
    [() => phone(nothing, '1'), '/title', /not null/],
    [() => accountLink('a', 'login'), '/value', /absolute/],
    [() => accountLink(number, image), '/title', /not number/],
    [() => triggerSkill('a', ''), '/value', /must not be empty/],
    [() => triggerSkill(no, 'a'), '/title', /not undefined/]
  ]
  for (const [build, path, why] of cases) {
    t.throws(build, { code: 'FST_BOT_REPLY_INVALID', statusCode: 500, message: why }, String(build))
    t.throws(build, { message: new RegExp(`^reply ${path}: must .*; .`) }, path)
  }
  t.end()
})

t.test('options that are no object are refused', t => {
  for (const options of [null, 5, 'fast', []]) {
    for (const build of [() => text('a', options as never), () =>
      picture('https://e.com/a.png', options as never), () => list(['a'], options as never)]) {
      t.throws(build, { code: 'FST_BOT_REPLY_INVALID', message: /the options must be an object, not / })
    }
  }
  t.end()
})

t.test('buttons of JavaScript callers must have a type that channels know, and links an address', t => {
  for (const [button, path] of [[{ title: 'a', value: 'b' }, 'type'], [
    { type: 'phone_number', title: 'a', value: '1' }, 'type'
  ], [{ type: 'web_url', title: 'a', value: 'x' }, 'value']] as const) {
    t.throws(() => buttons('a', ['b', button as never]),
      { code: 'FST_BOT_REPLY_INVALID', message: new RegExp(`^reply /content/buttons/1/${path}: `) })
  }
  t.end()
})
