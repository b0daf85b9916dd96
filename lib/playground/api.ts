import type { FastifyInstance } from 'fastify'
import type { SessionOptions } from '../platform/session/session-options.ts'
import { isDeeperThan } from '../shared/json/json-depth.ts'
import { MAX_MEMORY_DEPTH } from '../shared/limits.ts'
import { FST_BOT_MEMORY_INVALID, FST_BOT_OPTION_INVALID } from '../errors.ts'
import { adviceFor } from './advice.ts'
import {
  AdviceSchema,
  BackSchema,
  LanguageEditSchema,
  KnownSchema,
  MemoryEditSchema,
  NetworkSchema,
  NoBodySchema,
  OpenSchema,
  PressSchema,
  RunnerSchema,
  SaySchema,
  StartSchema,
  UserEditSchema,
  type Of
} from './api-schemas.ts'
import type { Conversation } from './conversation.ts'
import type { Conversations } from './conversations.ts'
import { snapshotOf } from './kept-conversation.ts'
import type { Transcript } from '../testing/transcript.ts'
import { testFileOf } from './export/test-file.ts'
import { transcriptOf } from './export/transcript.ts'
import type { Markdown } from '../platform/reply-view/markdown.ts'
import type { Program } from './program.ts'
import type { SkillsPainter } from './view/skills-picture.ts'
import { describeSkills } from './view/skills.ts'
import { viewOf, type ConversationView } from './view/view.ts'

interface Parts {
  conversations: Conversations<Conversation>
  /** What each conversation is opened with. */
  options: SessionOptions
  markdown: Markdown
  drawSkills: SkillsPainter
  /** What the bot pushes with, for the page to show. */
  token: string
  /** The user's program, when it runs it. */
  program: Program | undefined
}

const CONVERSATION_LIMIT = 16 * 1_048_576 // bytes: one that a page or a file has kept

interface One { Params: { id: string } }

/** What the page asks for. All that changes a conversation is answered with how it is then. */
export function apiRoutes (scope: FastifyInstance, parts: Parts): void {
  const { conversations, options, markdown, drawSkills, token, program } = parts
  const hidden = { hide: true } // from an OpenAPI document: it is the page's own
  const view = (conversation: Conversation, known = 0): ConversationView =>
    viewOf(conversation, { markdown, token, program, known })

  scope.post<{ Body: Of<typeof StartSchema> }>('/conversations', {
    bodyLimit: CONVERSATION_LIMIT, schema: { ...hidden, body: StartSchema }
  }, async ({ body: { kept } }) => {
    const { id, conversation } = await conversations.start()
    if (kept !== undefined) await conversation.restore(snapshotOf(kept))
    return { id, ...view(conversation) }
  })

  scope.get<One & { Querystring: Of<typeof KnownSchema> }>('/conversations/:id', {
    schema: { ...hidden, querystring: KnownSchema }
  }, async ({ params, query }) => view(conversations.get(params.id), keyIn(query)))

  scope.get<One>('/conversations/:id/skills', { schema: hidden }, async ({ params }) => {
    const view = describeSkills(conversations.get(params.id).session.bot)
    return { ...view, picture: drawSkills(view.skills) }
  })

  change('say', SaySchema, ({ say }, { text, understood }) => say(text, understood))
  change('press', PressSchema, ({ press }, button) => press(button))
  change('back', BackSchema, ({ goBack }, { turn }) => goBack(turn))
  change('restart', NoBodySchema, ({ restart }) => restart())
  change('open', OpenSchema, ({ open }, transcript) => open(transcript as Transcript), CONVERSATION_LIMIT)
  change('again', NoBodySchema, ({ sayAgain }) => sayAgain(() => program?.state.saves))
  change('undo', NoBodySchema, ({ undo }) => undo())
  change('language', LanguageEditSchema, ({ setLanguage }, { language }) => setLanguage(language))
  change('user', UserEditSchema, ({ setUser }, user) => {
    if (isDeeperThan(user.participant, MAX_MEMORY_DEPTH)) {
      throw new FST_BOT_OPTION_INVALID('participant', `must have at most ${MAX_MEMORY_DEPTH} levels`)
    }
    return setUser(user)
  })
  change('network', NetworkSchema, ({ setNetwork }, network) => setNetwork(network))
  change('memory', MemoryEditSchema, ({ setMemory }, { memory }) => {
    if (isDeeperThan(memory, MAX_MEMORY_DEPTH)) {
      throw new FST_BOT_MEMORY_INVALID(` has more than ${MAX_MEMORY_DEPTH} levels`)
    }
    return setMemory(memory)
  })

  scope.post<One & { Body: Of<typeof AdviceSchema> }>(
    '/conversations/:id/advice',
    { schema: { ...hidden, body: AdviceSchema } },
    async ({ params, body }) => {
      const turn = conversations.get(params.id).session.turns[body.turn - 1]
      if (turn === undefined) throw new FST_BOT_OPTION_INVALID('turn', 'must be one that there is')
      return adviceFor(turn.replies, body.channels)
    }
  )

  scope.get<One>('/conversations/:id/transcript.json', { schema: hidden }, async ({ params }, reply) => {
    const transcript = transcriptOf(conversations.get(params.id), options)
    return reply
      .header('content-disposition', 'attachment; filename="transcript.json"')
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(transcript, null, 2)}\n`)
  })

  scope.get<One & { Querystring: Of<typeof RunnerSchema> }>(
    '/conversations/:id/conversation.test.js',
    { schema: { ...hidden, querystring: RunnerSchema } },
    async ({ params, query }, reply) => {
      const source = testFileOf(conversations.get(params.id), options, query.runner)
      return reply
        .header('content-disposition', 'attachment; filename="conversation.test.js"')
        .type('text/plain; charset=utf-8')
        .send(source)
    }
  )

  function change<
    S extends
      | typeof SaySchema
      | typeof PressSchema
      | typeof BackSchema
      | typeof NoBodySchema
      | typeof OpenSchema
      | typeof LanguageEditSchema
      | typeof MemoryEditSchema
      | typeof NetworkSchema
      | typeof UserEditSchema
  > (
    what: string, body: S, make: (conversation: Conversation, body: Of<S>) => Promise<void>, bodyLimit?: number
  ): void {
    const schema = { ...hidden, body, querystring: KnownSchema }
    scope.post<One & { Body: Of<S>, Querystring: Of<typeof KnownSchema> }>(`/conversations/:id/${what}`, {
      schema, ...(bodyLimit !== undefined && { bodyLimit })
    }, async request => {
      const conversation = conversations.get(request.params.id)
      await make(conversation, request.body as Of<S>)
      return view(conversation, keyIn(request.query))
    })
  }
}

function keyIn ({ known = '0' }: Of<typeof KnownSchema>): number {
  return Number(known)
}
