import type { ProtocolVersion } from '../../platform/bot-file/schema.ts'
import { faultOf } from '../runner/fault.ts'
import type { Run } from '../runner/run.ts'
import { inputRules } from '../rules/input.ts'
import { ordinaryBody, remember, type CallBody } from './call-body.ts'
import { examine } from './examine.ts'
import { orderOf } from './order.ts'
import { healthCheck, type Part, type ProbeAttempt } from './part.ts'

type Change = (body: CallBody) => void

/** What makes the ordinary call the one of a rule. */
const changes: Readonly<Record<string, Change>> = {
  'entity-missing': ({ nlp }) => {
    nlp.entities = {}
  },
  'entity-nulls': ({ nlp }) => {
    for (const entity of Object.values(nlp.entities).flat()) {
      for (const key of Object.keys(entity)) {
        if (key !== 'raw' && key !== 'confidence') Object.assign(entity, { [key]: null })
      }
    }
  },
  'intents-empty': ({ nlp }) => {
    nlp.intents = []
  },
  'type-null': ({ nlp }) => {
    Object.assign(nlp, { type: null, act: null, sentiment: null })
  },
  'text-empty': ({ nlp }) => {
    nlp.source = ''
  },
  'text-long': ({ nlp }) => {
    nlp.source = 'so much to say '.repeat(1000)
  },
  'text-quotes': body => {
    // eslint-disable-next-line no-template-curly-in-string -- a sentence, not a template
    say(body, 'O\'Brien said "x" \\ %s {0} ${y} {{z}} <b>; --')
  },
  unicode: body => {
    say(body, 'Zoë \u{1F468}\u200D\u{1F469}\u200D\u{1F467} \u05E9\u05DC\u05D5\u05DD e\u0301 \u65E5\u672C')
    remember(body, { checkUnicode: 'Zoë \u{1F642} \u65E5\u672C' })
  },
  'skill-unknown': body => {
    becomes(body, 'a-skill-that-nobody-has')
  },
  'skill-prototype': body => {
    becomes(body, 'constructor')
  },
  'skill-null': body => {
    Object.assign(body.conversation, { skill: null, skill_stack: [] })
  },
  'language-unknown': ({ conversation, nlp }) => {
    conversation.language = 'tlh'
    Object.assign(nlp, { language: 'tlh', processing_language: null })
  },
  'memory-empty': ({ conversation }) => {
    conversation.memory = {}
  },
  'memory-absent': ({ conversation }) => {
    delete conversation.memory
  },
  'intent-unknown': body => {
    body.nlp.intents = [{ slug: 'no-such-intent', confidence: 0.99, description: null }]
  },
  'memory-deep': body => {
    remember(body, { checkDeep: nested(20) })
  },
  'memory-keys': body => {
    remember(
      body,
      JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"a.b":1,"":2,"a b":3,"$a":4,"\u00e9":5}')
    )
  },
  'memory-large': body => {
    remember(body, { checkLarge: 'x'.repeat(100 * 1024) })
  },
  'keys-extra': body => {
    Object.assign(body, { trace: { id: 1 } })
    Object.assign(body.conversation, { channel: 'webchat', merge_memory: true })
    Object.assign(body.nlp, { formality: null, emotions: [] })
  }
}

const versions: Readonly<Record<string, ProtocolVersion>> = {
  'version-2017': '2017', 'version-2018': '2018', 'version-2019': '2019'
}
/** A webhook may refuse these: it says so, and that is an answer. */
const refusable = new Set([
  'intents-empty', 'intent-unknown', 'skill-unknown', 'skill-prototype', 'skill-null', 'memory-keys'
])

/** Calls as the platform makes them on its less ordinary days. */
export const inputs: Part = {
  serves: ['input'],
  needsInput: true,
  calls: ({ wants }) => inputRules.filter(({ id }) => wants(id)).length,
  check: checkInputs
}

async function checkInputs (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry } = tried
  for (const { id, title } of inputRules) {
    if (!run.settings.wants(id)) continue
    run.doing(`${title.toLowerCase()}, ${entry.skill}`)
    const name = id.slice('input-'.length)
    const body = ordinaryBody(run, entry, versions[name])
    changes[name]?.(body)
    await run.probe(orderOf(entry, body), healthCheck(run, tried), exchange => {
      run.results.checked(exchange, id)
      examine(run, entry, exchange)
      const { status = 0 } = exchange.response ?? {}
      const fault = faultOf(exchange)
      if (fault !== undefined && !(refusable.has(name) && status >= 400 && status < 500)) {
        run.results.found(id, exchange, { saw: fault.saw, skill: entry.skill })
      }
    })
  }
}

/** One call whose memory has a value of each kind. */
export const kinds: Part = { serves: ['memory'], calls: () => 1, check: checkKinds }

async function checkKinds (run: Run, tried: ProbeAttempt): Promise<void> {
  const { entry } = tried
  run.doing('memory with values of each kind')
  const body = ordinaryBody(run, entry)
  remember(body, {
    checkNull: null,
    checkTrue: true,
    checkFalse: false,
    checkZero: 0,
    checkHalf: 0.5,
    checkNegative: -1,
    checkDigits: '0123',
    checkWord: '',
    checkList: [1, 'two', null, [3]],
    checkEmptyList: [],
    checkEmpty: {}
  })
  await run.probe(orderOf(entry, body), healthCheck(run, tried), exchange => { examine(run, entry, exchange) })
}

function say ({ nlp }: CallBody, words: string): void {
  nlp.source = words
  for (const entities of Object.values(nlp.entities)) for (const entity of entities) entity.raw = words
}

function becomes ({ conversation }: CallBody, skill: string): void {
  Object.assign(conversation, { skill, skill_stack: [skill] })
}

function nested (levels: number): unknown {
  return levels === 0 ? 'the bottom' : { in: nested(levels - 1) }
}
