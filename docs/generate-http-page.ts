import type { TSchema } from '@sinclair/typebox'
import { typeOf } from './schema-words.ts'

/** A route that a program or page calls, as Fastify tells of it. */
export interface ServedRoute { method: string, url: string, body?: TSchema | undefined }

/** What is told of a route besides its method, path and body. */
interface RouteDescription {
  /** Which token it wants: that of programs, that of pages, or none. */
  token: 'program' | 'page' | 'none'
  description: string
  takes?: string
  /** The `results` of its answer, or the whole of it. */
  gives: string
}

const STATE = 'the state: `id`, `language`, `memory`, `skill`, `skill_stack`, `skill_occurences`, `participant_data`'

const TOLD: Readonly<Record<string, RouteDescription>> = {
  'POST /build/v1/dialog': {
    token: 'program',
    description: 'A sentence of a conversation, which begins with its first one.',
    takes: '`conversation_id`, and `message` with `type` and `content`',
    gives: '`nlp`, `messages`, `conversation`, and `logs` when `log_level` is `info`, `warn` or `error`'
  },
  'GET conversation_states/:id': { token: 'program', description: 'The state of a conversation.', gives: STATE },
  'PUT conversation_states/:id': {
    token: 'program',
    description: 'Changes it. `merge_memory` keeps the keys that are not sent.',
    gives: STATE
  },
  'DELETE conversation_states/:id': { token: 'program', description: 'Forgets it.', gives: 'status 204' },
  'POST /request': {
    token: 'program',
    description: 'What the NLU makes of a sentence.',
    takes: '`text`, `language`; also in the query',
    gives: '`intents`, `entities`, `language` and the other fields of `nlp`'
  },
  'POST /v2/converse': {
    token: 'program',
    description: 'The API of 2016: replies are texts, a skill is an action.',
    takes: '`text`, `language`, `memory`, `conversation_token` of the last answer',
    gives: '`replies`, `action`, `next_actions`, `memory`, `conversation_token`, and the fields of `nlp`'
  },
  'PUT /v2/converse': {
    token: 'program',
    description: 'Changes the memory: null forgets a key, an empty object or none all.',
    takes: '`conversation_token`, `memory`',
    gives: '`memory`, `conversation_token`'
  },
  'DELETE /v2/converse': {
    token: 'program',
    description: 'Forgets it.',
    takes: '`conversation_token`',
    gives: 'an empty `memory`, `conversation_token`'
  },
  'GET dataset': { token: 'program', description: 'The training data, to read only.', gives: 'a list, or one of it' },
  'WRITE dataset': { token: 'program', description: 'Refused: the bot file is what to change.', gives: 'status 405' },
  'POST /oauth/token': {
    token: 'none',
    description: 'A token that expires, for programs that use OAuth 2.',
    takes: '`grant_type=client_credentials`, and the token of programs as `client_secret` or as the password of Basic',
    gives: '`access_token`, `token_type`, `expires_in` (seconds), `scope`, without `results`'
  },
  'POST /connect/v1/conversations/:id/messages': {
    token: 'program',
    description: 'Pushes messages to a conversation. Those before an invalid one arrive.',
    takes: '`messages`: a list, or a list as JSON text',
    gives: 'status 201, null'
  },
  'POST /connect/v1/messages': {
    token: 'program', description: 'The same to all conversations.', takes: '`messages`', gives: 'status 201, null'
  },
  'GET /connect/v1/conversations': {
    token: 'program',
    description: 'The newest 1000 conversations.',
    gives: 'id, chatId, channel, updatedAt, participants of each'
  },
  'GET /connect/v1/conversations/:id': {
    token: 'program', description: 'One of them.', gives: 'the same, and `messages`'
  },
  'GET /connect/v1/webhook/:channel/preferences': {
    token: 'page', description: 'How the web client looks.', gives: 'the preferences of the channel'
  },
  'POST /connect/v1/webhook/:channel/conversations': {
    token: 'page', description: 'Begins a conversation.', gives: 'status 201, `id`, `chatId`, `channel`'
  },
  'POST /connect/v1/webhook/:channel': {
    token: 'page', description: 'What the user says. It is stored before it is acknowledged.', gives: 'null'
  },
  'GET /connect/v1/webhook/:channel/conversations/:id/messages': {
    token: 'page', description: 'All messages of a conversation.', gives: 'a list of messages'
  },
  'GET /connect/v1/webhook/:channel/conversations/:id/poll': {
    token: 'page',
    description: 'Waits up to 30 seconds for messages after `last_message_id`.',
    takes: '`last_message_id` in the query',
    gives: '`messages`, and `waitTime`, the seconds until the next poll'
  },
  'GET /health': { token: 'none', description: 'Whether the store answers.', gives: 'status 200 or 503' },
  'GET /webclient.js': { token: 'none', description: 'The web client, for one script tag.', gives: 'JavaScript' },
  'GET /': { token: 'none', description: 'A page with the web client, with `demo`.', gives: 'HTML' }
}

/**
 * The page of the reference with what `bot-webhook serve` answers.
 *
 * @throws for a route that nothing is told of, and for words about a route that is not there
 */
export function httpPage (routes: readonly ServedRoute[]): string {
  const called = routes.filter(({ method, url }) => method !== 'HEAD' && !/^\/webclient\/|.\/$/.test(url))
  const unused = Object.keys(TOLD).filter(key => !called.some(route => keyOf(route) === key))
  if (unused.length > 0) throw new Error(`no such route: ${unused.join(', ')}`)
  const bodies = called.filter(({ body }) => body !== undefined)
    .filter((route, index, all) => all.findIndex(other => keyOf(other) === keyOf(route)) === index)
  return `# HTTP API of serve

Made from the routes of the entry \`fastify-bot-webhook/platform\` by \`npm run docs:reference\`.
[Serve a bot](../guides/serve.md) explains them. An answer is \`{ "results": ..., "message": "..." }\`, where
\`results\` is null for an error. The column *token* says who may call: a program with the token of the bot, a page with
the token of the web chat, or anyone. A slash behind an address makes no difference.

| route | token | what | takes | results |
| --- | --- | --- | --- | --- |
${called.map(row).join('\n')}

## Bodies

${bodies.map(bodyTable).join('\n')}
## Errors

| status | when |
| --- | --- |
| 400 | the body is not JSON, or a field is missing or of another type: \`message\` names it |
| 401 | the token is missing or wrong |
| 404 | there is no such route, channel or conversation: \`Conversation not found\` |
| 405 | the training data cannot be changed here |
| 413 | the body has more than 1 MiB |
| 415 | the body is a form with files |
| 429 | more calls than \`rateLimit\` in a minute, or more than 50 that wait in one conversation |
| 503 | the store does not answer |
`
}

/** Routes of one meaning have the same words. */
function keyOf ({ method, url }: ServedRoute): string {
  if (/\/conversation_states\/:id$/.test(url)) return `${method} conversation_states/:id`
  if (/^(\/train)?\/v2\/request$/.test(url)) return 'POST /request'
  if (/^(\/train)?\/v2\/users\//.test(url)) return `${method === 'GET' ? 'GET' : 'WRITE'} dataset`
  return `${method} ${url}`
}

function row (route: ServedRoute): string {
  const told = TOLD[keyOf(route)]
  if (told === undefined) throw new Error(`nothing is told of ${route.method} ${route.url}`)
  const { token, description, takes = '', gives } = told
  return `| \`${route.method} ${route.url}\` | ${token} | ${description} | ${takes} | ${gives} |`
}

function bodyTable (route: ServedRoute): string {
  const { properties = {}, required = [] } = route.body as unknown as {
    properties?: Record<string, TSchema>, required?: string[]
  }
  const rows = Object.entries(properties).map(([key, schema]) =>
    `| \`${key}\` | ${typeOf(schema)} | ${required.includes(key) ? 'yes' : ''} |`)
  return `### ${route.method} ${route.url}\n\n| key | type | required |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}
