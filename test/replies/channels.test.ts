import t from 'tap'
import { channels, lint, type ChannelName } from '../../lib/index.ts'
import { knownReplies } from '../../schemas/replies.ts'

/** The columns of the table below. */
const columns: ChannelName[] = [
  'messenger', 'slack', 'telegram', 'line', 'kik', 'webex', 'teams', 'twitter', 'twilio', 'callr', 'webchat'
]

const image = 'https://e.com/a.png'
const button = { type: 'postback', title: 'Yes', value: 'yes' }
const card = { title: 'Card', subtitle: 'Sub', imageUrl: image, buttons: [button] }
const { buttons: _, ...cardWithoutButtons } = card
const { imageUrl: __, ...cardWithoutImage } = card
const { subtitle: ___, ...cardWithoutSubtitle } = card
const message = (type: string, content: unknown, flags: object = {}) => ({ type, content, ...flags })
const listOf = (elements: object[], flags: object = { buttons: [button] }) => message('list', { elements, ...flags })

/**
 * What the Bot Connector's formatters did with a message when they were run: `ok`, `crash`, `refused`, `stop` (this and
 * what follows is silently dropped), `undefined` (the user reads that word), `-` (not run: it wants to download a
 * file).
 * Last, what lint says of the message wherever it is sent.
 */
const table: Array<[name: string, message: object, verdicts: string, mistakes?: string]> = [
  // columns: messenger slack telegram line kik webex teams twitter twilio callr webchat
  ['text', message('text', 'a'), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['text_md', message('text', '**b** [l](http://x.y)', { markdown: true }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['text_md_null', message('text', 'a', { markdown: null, delay: null }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['text_delay_str', message('text', 'a', { delay: '2' }), 'ok ok ok ok ok ok ok ok ok ok ok', 'DELAY_NOT_NUMBER'],
  ['picture', message('picture', image), 'ok ok ok ok ok ok - - ok ok ok'],
  ['video', message('video', 'https://e.com/a.mp4'), 'ok ok ok ok ok ok - - ok ok ok'],
  ['audio', message('audio',
    'https://e.com/a.mp3'), 'ok refused refused refused refused refused refused refused refused refused ok'],
  ['qr', message('quickReplies',
    { title: 'a', buttons: [{ title: 'Yes', value: 'yes' }] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['qr_no_title', message('quickReplies', { buttons: [button] }), 'ok ok ok ok ok ok ok ok undefined undefined ok'],
  ['qr_empty_title', message('quickReplies', { title: '', buttons: [button] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['qr_empty_buttons', message('quickReplies', { title: 'a', buttons: [] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['qr_no_buttons', message('quickReplies',
    { title: 'a' }), 'ok crash crash crash ok ok crash crash refused refused ok'],
  ['buttons', message('buttons', { title: 'a', buttons: [button] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['buttons_empty', message('buttons', { title: 'a', buttons: [] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['buttons_none', message('buttons', { title: 'a' }), 'ok crash crash crash ok ok crash crash refused refused ok'],
  [
    'buttons_badtype', message('buttons', { title: 'a', buttons: [{ ...button, type: 'BUTTON_TYPE' }] }),
    'ok ok ok ok ok ok ok ok ok ok ok', 'BUTTON_TYPE_UNKNOWN'
  ],
  [
    'buttons_notype', message('buttons', { title: 'a', buttons: [{ title: 'Yes', value: 'yes' }] }),
    'ok ok ok ok ok ok ok ok ok ok ok', 'BUTTON_TYPE_MISSING'
  ],
  ['buttons_phonenumber', message('buttons',
    { title: 'a', buttons: [{ ...button, type: 'phonenumber' }] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['buttons_web', message('buttons',
    { title: 'a', buttons: [{ ...button, type: 'web_url', value: image }] }), 'ok ok ok ok ok ok ok ok ok ok ok'],
  ['card', message('card', card), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['card_no_buttons', message('card', cardWithoutButtons), 'ok crash crash crash ok ok crash - ok ok ok'],
  ['card_empty_buttons', message('card', { ...card, buttons: [] }), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['card_no_image', message('card', cardWithoutImage), 'ok ok ok ok ok ok ok - undefined undefined ok'],
  ['card_empty_image', message('card', { ...card, imageUrl: '' }), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['card_null_image', message('card', { ...card, imageUrl: null }), 'ok ok ok ok ok ok ok - undefined undefined ok'],
  ['card_no_subtitle', message('card', cardWithoutSubtitle), 'ok ok ok ok ok ok ok - undefined undefined ok'],
  ['card_num_subtitle', message('card',
    { ...card, subtitle: 5 }), 'ok ok ok ok ok ok ok - ok ok ok', 'LABEL_NOT_STRING'],
  ['card_title_only', message('card', { title: 'Card' }), 'ok crash crash crash ok ok crash - undefined undefined ok'],
  ['carousel', message('carousel', [card, card]), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['carousel11', message('carousel', Array.from({ length: 11 }, () => card)), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['carousel_empty', message('carousel', []), 'ok ok ok ok crash ok ok ok ok ok ok'],
  ['carousel_no_buttons', message('carousel',
    [card, cardWithoutButtons]), 'ok crash crash crash crash ok crash - ok ok ok'],
  ['carouselle', message('carouselle', [card]), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['list', listOf([card, card]), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['list1', listOf([card]), 'stop ok ok ok ok ok ok - ok ok ok'],
  ['list5', listOf([card, card, card, card, card]), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['list_no_buttons', listOf([card, card], {}), 'ok ok crash crash ok ok crash - ok ok ok'],
  ['list_empty_buttons', listOf([card, card], { buttons: [] }), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['list_el_no_buttons', listOf([card, cardWithoutButtons]), 'ok crash crash crash crash ok crash - ok ok ok'],
  ['list_el_empty_buttons', listOf([{ ...card, buttons: [] }, card]), 'ok ok ok ok ok ok ok - ok ok ok'],
  ['list_empty', listOf([]), 'stop ok ok ok crash ok ok ok ok ok ok'],
  ['custom_obj', message('custom', { text: 'a' }), 'ok ok ok ok ok ok refused crash refused refused ok'],
  ['custom_arr', message('custom', [{ text: 'a' }]), 'ok ok ok ok ok ok refused ok refused refused ok'],
  ['client_data', message('client_data',
    { elements: [] }), 'refused refused refused refused refused refused refused refused refused refused ok']
]

/** What the formatters take and the user does not see, or not all of. */
const takenAndNotShown: Record<string, [channel: ChannelName, code: string]> = {
  video: ['webchat', 'TYPE_HIDDEN'],
  audio: ['webchat', 'TYPE_HIDDEN'],
  custom_obj: ['webchat', 'TYPE_HIDDEN'],
  custom_arr: ['webchat', 'TYPE_HIDDEN'],
  carousel11: ['messenger', 'ITEMS_MANY'],
  list5: ['messenger', 'ITEMS_MANY']
}

const codesOf: Record<string, RegExp> = {
  crash: /^(BUTTONS_MISSING|ITEMS_FEW|CUSTOM_NOT_LIST)$/,
  refused: /^(TYPE_REFUSED|BUTTONS_MISSING)$/,
  stop: /^ITEMS_FEW$/,
  undefined: /_UNDEFINED$/
}

t.test('a channel is named exactly where its formatter does not say ok', t => {
  for (const [name, message, verdicts, mistakes = ''] of table) {
    const row = verdicts.split(' ')
    t.equal(row.length, columns.length)
    for (const [index, channel] of columns.entries()) {
      const verdict = row[index] as string
      if (verdict === '-') continue
      const findings = lint([message], { channels: [channel] })
      const named = findings.filter(({ channels }) => channels.includes(channel)).map(({ code }) => code)
      const [quiet, code] = takenAndNotShown[name] ?? []
      if (quiet === channel) {
        t.strictSame(named, [code], `${name} on ${channel}`)
      } else if (verdict === 'ok') {
        t.strictSame(named, [], `${name} on ${channel}`)
      } else {
        t.ok(named.length > 0 && named.every(code => (codesOf[verdict] as RegExp).test(code)),
          `${name} on ${channel}: ${verdict}, ${named.join()}`)
      }
      t.equal(findings.filter(({ channels }) => channels.length === 0).map(({ code }) => code).join(), mistakes,
        `${name} on ${channel}: mistakes`)
      t.ok(findings.every(({ severity }) => severity === 'warning'))
    }
  }
  t.end()
})

t.test('what every channel loses is an error, whichever is chosen', t => {
  const cases: Array<[message: object, code: string]> = [
    [message('carousel', card), 'CAROUSEL_NOT_LIST'], [message('text', ''), 'TEXT_EMPTY'],
    [message('text', { a: 1 }), 'TEXT_NOT_STRING'], [message('text', 5), 'TEXT_NOT_STRING']
  ]
  for (const [message, code] of cases) {
    for (const channel of Object.keys(channels) as ChannelName[]) {
      t.match(lint([message], { channels: [channel] }), [{ code, severity: 'error' }], `${code} on ${channel}`)
    }
  }
  t.end()
})

const found = (message: object, channel: ChannelName) =>
  lint([message], { channels: [channel] }).map(({ code, path }) => `${code} ${path}`)

t.test('a card on Twitter needs its picture, its subtitle and its buttons', t => {
  t.strictSame(found(message('card', card), 'twitter'), [])
  t.strictSame(found(message('card', { title: 'a' }), 'twitter'),
    ['BUTTONS_MISSING /0/content/buttons', 'SUBTITLE_MISSING /0/content/subtitle', 'IMAGE_MISSING /0/content/imageUrl'])
  t.strictSame(found(message('carousel', [card, cardWithoutImage]), 'twitter'), ['IMAGE_MISSING /0/content/1/imageUrl'])
  t.strictSame(found(listOf([card, cardWithoutButtons]), 'twitter'), ['BUTTONS_MISSING /0/content/elements/1/buttons'])
  t.strictSame(found(listOf([card, card], {}), 'twitter'), [], 'a list may lack buttons of its own')
  t.end()
})

t.test('Kik and Messenger count the cards and the rows', t => {
  t.strictSame(found(message('carousel', [card]), 'kik'), [])
  t.match(lint([message('carouselle', [])], { channels: ['kik'] }),
    [{ code: 'ITEMS_FEW', path: '/0/content', fix: /leave it out/ }])
  t.match(lint([listOf([])], { channels: ['kik'] }),
    [{ code: 'ITEMS_FEW', path: '/0/content/elements', fix: /leave it out/ }])
  t.match(lint([listOf([card])], { channels: ['messenger'] }),
    [{ code: 'ITEMS_FEW', path: '/0/content/elements', fix: /as a card/ }])
  t.end()
})

/** The types of button that do not do on a channel what their name says. */
const brokenButtons: Array<[channel: ChannelName, types: string]> = [
  ['messenger', 'trigger_skill'],
  ['line', 'account_link account_linking trigger_skill'],
  ['webchat', 'account_link account_linking element_share'],
  ['jam', 'web_url phonenumber account_link account_linking element_share trigger_skill'],
  ['slack', ''], ['telegram', ''], ['kik', ''], ['webex', ''], ['twilio', ''], ['callr', ''], ['alexa', '']
]

t.test('types of button that a channel does not know are found', t => {
  for (const [channel, broken] of brokenButtons) {
    for (const type of [
      'postback', 'web_url', 'phonenumber', 'account_link', 'account_linking', 'element_share', 'trigger_skill'
    ]) {
      const findings = lint([message('card', { ...card, buttons: [button, { type, title: 'a', value: image }] })],
        { channels: [channel] })
      if (broken.split(' ').includes(type)) {
        t.match(findings, [{
          code: 'BUTTON_TYPE_UNSUPPORTED', path: '/0/content/buttons/1/type', channels: [channel]
        }], `${type} on ${channel}`)
      } else t.strictSame(findings, [], `${type} on ${channel}`)
    }
    const broad = [{ title: 'a', value: 'a' }, { ...button, type: 'BUTTON_TYPE' }, { ...button, type: 'phone_number' }]
    t.strictSame(lint([message('card', { ...card, buttons: broad })], { channels: [channel] }).map(({ code }) => code),
      ['BUTTON_TYPE_MISSING', 'BUTTON_TYPE_UNKNOWN', 'BUTTON_TYPE_SPELLING'], `the same everywhere, on ${channel}`)
  }
  t.end()
})

t.test('a button without a title crashes LINE, and quick replies in the web client', t => {
  const nameless = { type: 'postback', value: 'yes' }
  const qr = message('quickReplies', { title: 'a', buttons: [nameless] })
  t.strictSame(found(qr, 'line'), ['BUTTON_TITLE_MISSING /0/content/buttons/0/title'])
  t.strictSame(found(qr, 'webchat'), ['BUTTON_TITLE_MISSING /0/content/buttons/0/title'])
  t.strictSame(found(message('buttons', { title: 'a', buttons: [nameless] }), 'webchat'), [])
  t.strictSame(found(listOf([card, { ...card, buttons: [nameless] }], { buttons: [nameless] }), 'line'),
    ['BUTTON_TITLE_MISSING /0/content/elements/1/buttons/0/title', 'BUTTON_TITLE_MISSING /0/content/buttons/0/title'])
  t.strictSame(found(qr, 'telegram'), [])
  t.end()
})

const of = (length: number) => 'x'.repeat(length)
const many = <T>(number: number, item: T): T[] => Array.from({ length: number }, () => item)
const titled = (length: number) => ({ ...button, title: of(length) })
const row = (part: object) => listOf([card, { ...card, ...part }])

/** How much each channel takes, and what is found beyond. */
const limits: Array<[channel: ChannelName, make: (size: number) => object, limit: number, found: string]> = [
  ['webchat', n => message('text', of(n)), 640, 'TEXT_LONG /0/content'],
  ['webchat', n => message('buttons', { title: of(n), buttons: [button] }), 640, 'TITLE_LONG /0/content/title'],
  [
    'webchat', n => message('buttons', { title: 'a', buttons: many(n, button) }), 3, 'BUTTONS_MANY /0/content/buttons/3'
  ],
  ['webchat', n => message('buttons',
    { title: 'a', buttons: [titled(n)] }), 80, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['webchat', n => message('quickReplies',
    { title: 'a', buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['webchat', n => message('card', { ...card, title: of(n) }), 80, 'TITLE_LONG /0/content/title'],
  ['webchat', n => message('card', { ...card, subtitle: of(n) }), 80, 'SUBTITLE_LONG /0/content/subtitle'],
  ['webchat', n => message('card', { ...card, buttons: many(n, button) }), 3, 'BUTTONS_MANY /0/content/buttons/3'],
  ['webchat', n => message('carousel', [card, { ...card, title: of(n) }]), 80, 'TITLE_LONG /0/content/1/title'],
  ['webchat', n => message('carousel',
    [{ ...card, buttons: [titled(n)] }]), 80, 'BUTTON_TITLE_LONG /0/content/0/buttons/0/title'],
  ['webchat', n => row({ title: of(n) }), 25, 'TITLE_LONG /0/content/elements/1/title'],
  ['webchat', n => row({ subtitle: of(n) }), 50, 'SUBTITLE_LONG /0/content/elements/1/subtitle'],
  ['webchat', n => row({ buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/elements/1/buttons/0/title'],
  ['webchat', n => row({ buttons: many(n, button) }), 1, 'BUTTONS_MANY /0/content/elements/1/buttons/1'],
  ['webchat', n => listOf([card], { buttons: many(n, button) }), 1, 'BUTTONS_MANY /0/content/buttons/1'],
  ['webchat', n => listOf([card], { buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['messenger', n => message('text', of(n)), 640, 'TEXT_LONG /0/content'],
  ['messenger', n => message('quickReplies',
    { title: 'a', buttons: many(n, button) }), 11, 'BUTTONS_MANY /0/content/buttons/11'],
  ['messenger', n => message('buttons',
    { title: 'a', buttons: many(n, button) }), 3, 'BUTTONS_MANY /0/content/buttons/3'],
  ['messenger', n => message('card', { ...card, buttons: many(n, button) }), 3, 'BUTTONS_MANY /0/content/buttons/3'],
  ['messenger', n => message('carousel', many(n, card)), 10, 'ITEMS_MANY /0/content/10'],
  ['messenger', n => message('carousel',
    [{ ...card, buttons: many(n, button) }]), 3, 'BUTTONS_MANY /0/content/0/buttons/3'],
  ['messenger', n => listOf(many(n, card)), 4, 'ITEMS_MANY /0/content/elements/4'],
  ['messenger', n => row({ buttons: many(n, button) }), 1, 'BUTTONS_MANY /0/content/elements/1/buttons/1'],
  ['messenger', n => listOf([card, card], { buttons: many(n, button) }), 1, 'BUTTONS_MANY /0/content/buttons/1'],
  ['line', n => message('quickReplies',
    { title: 'a', buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['line', n => message('buttons',
    { title: 'a', buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['line', n => message('card', { ...card, buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title'],
  ['line', n => message('carousel',
    [{ ...card, buttons: [titled(n)] }]), 12, 'BUTTON_TITLE_LONG /0/content/0/buttons/0/title'],
  ['line', n => row({ buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/elements/1/buttons/0/title'],
  ['line', n => listOf([card], { buttons: [titled(n)] }), 20, 'BUTTON_TITLE_LONG /0/content/buttons/0/title']
]

t.test('the limits of each channel: at the limit nothing, beyond it one finding', t => {
  for (const [channel, make, limit, expected] of limits) {
    t.strictSame(found(make(limit), channel), [], `${expected} on ${channel}`)
    t.strictSame(found(make(limit + 1), channel), [expected], `${expected} on ${channel}`)
    t.match(lint([make(limit + 1)], { channels: [channel] })[0]?.message, new RegExp(`\\b${limit}\\b`))
  }
  for (const channel of ['slack', 'telegram', 'kik', 'webex', 'teams', 'twilio', 'callr'] as const) {
    t.strictSame(found(message('text', of(10_000)), channel), [], 'no limit is known')
    t.strictSame(found(message('carousel', many(30, { ...card, title: of(300), buttons: many(9, titled(300)) })),
      channel), [])
  }
  t.end()
})

t.test('of several replies LINE shows the first', t => {
  const hello = message('text', 'a')
  t.strictSame(lint([hello], { channels: ['line'] }), [])
  t.match(lint([hello, hello, hello], { channels: ['line', 'telegram'] }),
    [{ code: 'REPLIES_MANY', severity: 'warning', path: '/1', message: /first reply of 3/, channels: ['line'] }])
  t.strictSame(lint([hello, hello], { channels: ['telegram'] }), [])
  t.end()
})

t.test('markdown breaks addresses on channels that make plain text of it', t => {
  for (const channel of Object.keys(channels) as ChannelName[]) {
    const breaks = ['twilio', 'callr', 'kik', 'line', 'webex', 'twitter'].includes(channel)
    t.strictSame(found(message('text', 'https://e.com/a_b_c', { markdown: true }), channel),
      breaks ? ['MARKDOWN_BREAKS_LINK /0/content'] : [], channel)
    t.strictSame(found(message('text', 'https://e.com/a_b_c'), channel), [], channel)
  }
  t.end()
})

t.test('quick replies with markdown and without a title crash every channel but the web client', t => {
  for (const channel of columns) {
    for (const title of [undefined, null]) {
      const codes = found(message('quickReplies', { title, buttons: [button] }, { markdown: true }), channel)
        .filter(code => code.startsWith('MARKDOWN'))
      t.strictSame(codes, channel === 'webchat' ? [] : ['MARKDOWN_WITHOUT_TITLE /0/content/title'], channel)
    }
    t.strictSame(found(message('quickReplies', { title: '', buttons: [button] }, { markdown: true }), channel), [])
  }
  t.end()
})

t.test('what downloads pictures and videos crashes on a relative address', t => {
  for (const channel of columns) {
    const crashes = ['teams', 'twitter'].includes(channel)
    const codes = found(message('video', 'a.mp4'), channel).filter(found => !found.startsWith('TYPE_HIDDEN'))
    t.strictSame(codes, crashes ? ['ADDRESS_RELATIVE /0/content'] : [], channel)
    t.strictSame(found(message('picture', '/a.png'), channel),
      crashes ? ['IMAGE_NOT_HTTPS /0/content', 'ADDRESS_RELATIVE /0/content'] : ['IMAGE_NOT_HTTPS /0/content'])
    t.strictSame(found(message('picture', 'https://e.com/a.png'), channel), [])
  }
  t.end()
})

t.test('the web client hides video, audio and custom, and takes client_data', t => {
  for (const { properties, examples } of knownReplies) {
    const type = properties.type.const
    const hidden = ['video', 'audio', 'custom'].includes(type)
    t.strictSame(lint(examples, { channels: ['webchat'] }).map(({ code, path }) => `${code} ${path}`),
      hidden ? ['TYPE_HIDDEN /0/type'] : [], type)
  }
  t.end()
})

t.test('SAP Jam takes five types, Alexa two', t => {
  const taken: Array<[
    channel: ChannelName, types: string[]
  ]> = [['jam', ['text', 'quickReplies', 'card', 'carousel', 'list']], ['alexa', ['text', 'card']]]
  for (const [channel, types] of taken) {
    for (const { properties, examples } of knownReplies) {
      const type = properties.type.const
      const findings = lint(examples, { channels: [channel] }).filter(({ code }) => code === 'TYPE_REFUSED')
      if (types.includes(type)) t.strictSame(findings, [], `${type} on ${channel}`)
      else {
        t.match(findings, [{
          severity: 'warning', path: '/0/type', message: new RegExp(type), fix: /send a text/, channels: [channel]
        }], `${type} on ${channel}`)
      }
    }
  }
  t.end()
})

t.test('one finding names all channels that it concerns, and no other', t => {
  const named = (message: object, ...channels: ChannelName[]) =>
    lint([message], { channels }).map(({ code, channels }) => [code, ...channels])
  t.strictSame(named(message('card', cardWithoutButtons), 'webchat', 'teams', 'twilio', 'line', 'messenger'),
    [['BUTTONS_MISSING', 'teams', 'line']])
  t.strictSame(named(message('card', { title: 'a' }), 'telegram', 'twilio', 'callr'),
    [
      ['BUTTONS_MISSING', 'telegram'], ['SUBTITLE_UNDEFINED', 'twilio', 'callr'], ['IMAGE_UNDEFINED', 'twilio', 'callr']
    ])
  t.strictSame(named(message('audio', image), ...columns), [
    ['TYPE_REFUSED', ...columns.filter(channel => channel !== 'messenger' && channel !== 'webchat')],
    ['TYPE_HIDDEN', 'webchat']
  ])
  t.strictSame(named(message('card', cardWithoutButtons), 'line', 'line'), [['BUTTONS_MISSING', 'line']],
    'a name counts once')
  t.strictSame(named(listOf([]), 'kik', 'messenger'), [['ITEMS_FEW', 'kik', 'messenger']])

  const long = message('carousel', [{ ...card, buttons: [titled(81)] }])
  t.match(lint([long], { channels: ['webchat', 'telegram', 'line'] }),
    [{ message: /81 characters, and is cut at 12/, channels: ['webchat', 'line'] }], 'the least limit')
  t.match(lint([message('carousel', [{ ...card, buttons: [titled(80)] }])], { channels: ['webchat', 'line'] }),
    [{ channels: ['line'] }])
  t.match(lint([listOf([])], { channels: ['kik', 'messenger'] }), [{ message: /2 are the fewest/ }],
    'the greatest of the fewest')
  t.end()
})

t.test('an unknown type is a warning without channels, and an error with them', t => {
  t.match(lint([message('rolelist', [])]),
    [{ code: 'TYPE_UNKNOWN', severity: 'warning', path: '/0/type', channels: [] }])
  t.match(lint([message('rolelist', [])], { channels: ['webchat', 'line'] }),
    [{ code: 'TYPE_UNKNOWN', severity: 'error', path: '/0/type', channels: ['webchat', 'line'] }])
  t.match(lint([message('conversation_start', 'a')], { channels: ['webchat'] }),
    [{ code: 'TYPE_UNKNOWN', severity: 'error' }])
  t.end()
})

t.test('a name that is no channel is refused with the one that was meant', t => {
  const cases: Array<[names: unknown, message: RegExp]> = [
    [['telegramm'], /option channels has 'telegramm', which is no channel: did you mean 'telegram'\?/],
    [['Slack'], /did you mean 'slack'\?/],
    [['telegram', 'web-chat'], /did you mean 'webchat'\?/],
    [['facebook'], /there are webchat, messenger, .*alexa/],
    [['constructor'], /'constructor', which is no channel/],
    [['__proto__'], /no channel/],
    [[null], /'null', which is no channel/],
    ['telegram', /must be a list of names/],
    [null, /must be a list of names/]
  ]
  for (const [names, message] of cases) {
    t.throws(() => lint([], { channels: names as ChannelName[] }),
      { code: 'FST_BOT_OPTION_INVALID', message }, JSON.stringify(names))
  }
  t.end()
})
