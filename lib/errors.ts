import { createError } from '@fastify/error'

// At boot: the application is configured wrongly. The message says what to change.
export const FST_BOT_AUTH_REQUIRED = createError<[]>(
  'FST_BOT_AUTH_REQUIRED',
  'option auth is required: give basic(), bearer(), header() or jwt(), or auth: false for a webhook that is open ' +
    'to anyone',
  500,
  TypeError
)
export const FST_BOT_OPTION_INVALID = createError<[name: string, hint: string]>(
  'FST_BOT_OPTION_INVALID', 'option %s %s', 500, TypeError
)
export const FST_BOT_OPTION_UNKNOWN = createError<[problem: string]>('FST_BOT_OPTION_UNKNOWN', '%s', 500, TypeError)
export const FST_BOT_SECRET_WEAK = createError<[where: string, length: number]>('FST_BOT_SECRET_WEAK',
  '%s has %d characters: use at least 16, from a random source', 500, TypeError)
export const FST_BOT_HANDLER_INVALID = createError<[call: string, hint: string]>(
  'FST_BOT_HANDLER_INVALID', '%s: %s', 500, TypeError
)
export const FST_BOT_HANDLER_DUPLICATE = createError<[what: string]>('FST_BOT_HANDLER_DUPLICATE',
  '%s has a handler already: each is registered once', 500, TypeError)
export const FST_BOT_HANDLER_LATE = createError<[what: string]>('FST_BOT_HANDLER_LATE',
  '%s was added after the app was ready: add handlers before app.ready() or app.listen()', 500, TypeError)
export const FST_BOT_ALREADY_REGISTERED = createError<[]>(
  'FST_BOT_ALREADY_REGISTERED',
  'this instance has a bot already: register each bot in a scope of its own, app.register(async scope => { await ' +
    'scope.register(botWebhook, ...) })',
  500,
  TypeError
)

export const FST_BOT_DECORATOR_TAKEN = createError<[]>(
  'FST_BOT_DECORATOR_TAKEN',
  'app.bot is taken by another plugin or by the app: register this bot in a scope of its own, app.register(async ' +
    'scope => { await scope.register(botWebhook, ...) })',
  500,
  TypeError
)

// Before the turn: the call is refused. The message goes to the caller.
export const FST_BOT_UNAUTHORIZED = createError<[]>('FST_BOT_UNAUTHORIZED', 'missing or wrong credentials', 401)
export const FST_BOT_HOST_AMBIGUOUS = createError<[]>(
  'FST_BOT_HOST_AMBIGUOUS', 'the request names more than one host', 400
)
export const FST_BOT_JSON_INVALID = createError<[why: string]>(
  'FST_BOT_JSON_INVALID', 'body is not valid JSON: %s', 400
)
export const FST_BOT_BODY_INVALID = createError<[path: string, why: string]>('FST_BOT_BODY_INVALID', 'body%s: %s', 400)
export const FST_BOT_REQUEST_INVALID = createError<[part: string, path: string, why: string]>(
  'FST_BOT_REQUEST_INVALID', '%s%s: %s', 400
)
export const FST_BOT_BODY_TOO_LARGE = createError<[limit: number]>(
  'FST_BOT_BODY_TOO_LARGE', 'body is larger than %d bytes', 413
)
export const FST_BOT_BODY_CONSUMED = createError<[]>('FST_BOT_BODY_CONSUMED',
  'the body was read before the bot could read it: leave its bytes in rawBody of the request, or the body in body', 500)
export const FST_BOT_MEDIA_TYPE = createError<[]>('FST_BOT_MEDIA_TYPE', 'send application/json', 415)
export const FST_BOT_SKILL_UNKNOWN = createError<[]>(
  'FST_BOT_SKILL_UNKNOWN', 'no handler for this skill, and no fallback', 404
)
export const FST_BOT_REQUEST_REJECTED = createError<[]>('FST_BOT_REQUEST_REJECTED', 'the request was refused', 400)

// During the turn: the bot failed. The message goes to the log and to onError, never to the caller.
export const FST_BOT_HANDLER_FAILED = createError<[reason: { cause: unknown }]>(
  'FST_BOT_HANDLER_FAILED', 'the handler threw; the cause is in error.cause', 500
)
export const FST_BOT_HANDLER_TIMEOUT = createError<[milliseconds: number]>(
  'FST_BOT_HANDLER_TIMEOUT', 'the handler did not finish within %d ms', 503
)
export const FST_BOT_CALLER_GONE = createError<[]>(
  'FST_BOT_CALLER_GONE', 'the caller closed the connection before the turn was answered', 499
)
export const FST_BOT_TURN_ENDED = createError<[what: string]>('FST_BOT_TURN_ENDED',
  '%s was used after the turn was answered: await what comes before it, and return when all is done', 500)
export const FST_BOT_REPLY_INVALID = createError<[path: string, why: string, fix: string]>(
  'FST_BOT_REPLY_INVALID', 'reply %s: %s; %s', 500
)
export const FST_BOT_MEMORY_INVALID = createError<[why: string]>('FST_BOT_MEMORY_INVALID', 'memory%s', 500)
export const FST_BOT_MEMORY_MISMATCH = createError<[path: string, why: string]>('FST_BOT_MEMORY_MISMATCH',
  'the memory that came does not fit the schema of the handler: memory%s: %s', 500)
export const FST_BOT_MEMORY_TOO_LARGE = createError<[bytes: number, limit: number]>('FST_BOT_MEMORY_TOO_LARGE',
  'the memory has %d bytes, and memoryLimit is %d: keep less in it', 500)
export const FST_BOT_LANGUAGE_INVALID = createError<[kind: string]>('FST_BOT_LANGUAGE_INVALID',
  'language must be an ISO 639-1 code such as \'en\', not a value of type %s', 500)
export const FST_BOT_INTERNAL = createError<[]>('FST_BOT_INTERNAL', 'the server failed outside the handler', 500)

// Work for later: a handler asks for what is not there.
export const FST_BOT_DURABLE_MISSING = createError<[what: string]>('FST_BOT_DURABLE_MISSING',
  '%s needs fastify-bot-webhook/durable with a connector: register it after the bot', 500)
export const FST_BOT_CONVERSATION_UNKNOWN = createError<[what: string]>('FST_BOT_CONVERSATION_UNKNOWN',
  '%s: the body names no conversation, so nobody could be answered later', 500)
export const FST_BOT_JOB_UNKNOWN = createError<[name: string, hint: string]>(
  'FST_BOT_JOB_UNKNOWN', "there is no job '%s': %s", 500
)
export const FST_BOT_JOB_INPUT_INVALID = createError<[name: string, path: string, why: string]>(
  'FST_BOT_JOB_INPUT_INVALID', "input of job '%s'%s %s", 500
)
export const FST_BOT_STORE_UNAVAILABLE = createError<[why: string, reason?: { cause: unknown }]>(
  'FST_BOT_STORE_UNAVAILABLE', 'the store cannot be used: %s', 503
)

// On /errors: only ever in the log, for the caller is always answered 200.
export const FST_BOT_REPORT_FAILED = createError<[reason: { cause: unknown }]>(
  'FST_BOT_REPORT_FAILED', 'onReport threw; the cause is in error.cause', 500
)

// In the workshop: the local Bot Builder and the test driver. The message goes to whoever runs them.
export const FST_BOT_FILE_UNREADABLE = createError<[file: string, why: string]>(
  'FST_BOT_FILE_UNREADABLE', 'cannot read %s: %s', 500
)
export const FST_BOT_IMPORT_UNREADABLE = createError<[place: string, reason: string]>(
  'FST_BOT_IMPORT_UNREADABLE', '%s: %s', 500
)
export const FST_BOT_FILE_INVALID = createError<[mistakes: string]>('FST_BOT_FILE_INVALID', '%s', 500, TypeError)
export const FST_BOT_PACKAGE_MISSING = createError<[name: string, what: string, command: string]>(
  'FST_BOT_PACKAGE_MISSING', '%s is not installed, and %s needs it: %s', 500
)
export const FST_BOT_PACKAGE_UNSUPPORTED = createError<
  [name: string, version: string, what: string, needed: string, command: string]
>('FST_BOT_PACKAGE_UNSUPPORTED', '%s %s is installed, and %s needs %s: %s', 500)
export const FST_BOT_BUTTON_UNKNOWN = createError<[title: string, there: string]>(
  'FST_BOT_BUTTON_UNKNOWN', "no button '%s' in the last replies: %s", 500
)
export const FST_BOT_BUTTON_NOT_CLICKABLE = createError<[title: string, type: string, value: string]>(
  'FST_BOT_BUTTON_NOT_CLICKABLE', "button '%s' is of type %s and says nothing to the bot: it leads to %s", 500
)
export const FST_BOT_PUSH_TIMEOUT = createError<[wanted: number, milliseconds: number, came: number]>(
  'FST_BOT_PUSH_TIMEOUT', 'waited for %d pushed messages, and within %d ms %d came', 500
)

// In the playground: the message goes to the page.
export const FST_BOT_PLAYGROUND_REJECTED = createError<[why: string]>('FST_BOT_PLAYGROUND_REJECTED', '%s', 403)
export const FST_BOT_PLAYGROUND_NOT_FOUND = createError<[]>('FST_BOT_PLAYGROUND_NOT_FOUND',
  'this conversation is over: it was idle for too long, others took its place, or the server was started again', 404)

// Of a served bot: the message goes to the client, as the platform's did.
export const FST_BOT_CONVERSATION_NOT_FOUND = createError<[]>('FST_BOT_CONVERSATION_NOT_FOUND',
  'Conversation not found', 404)
export const FST_BOT_CONVERSATION_BUSY = createError<[]>('FST_BOT_CONVERSATION_BUSY',
  'Too many messages of this conversation wait for an answer', 429)
export const FST_BOT_CONVERSATION_CONFLICT = createError<[]>('FST_BOT_CONVERSATION_CONFLICT',
  'The conversation was changed by another process meanwhile: send the message again', 503)

export const FST_BOT_PATTERN_SLOW = createError<[pattern: string]>('FST_BOT_PATTERN_SLOW',
  'the regular expression %s of the bot file took too long on a sentence, or is too large to be run, and was taken ' +
  'as one that does not match: avoid repetitions within repetitions', 500)

export const FST_BOT_CHECK_UNREACHABLE = createError<[url: string, why: string]>('FST_BOT_CHECK_UNREACHABLE',
  'cannot check %s: %s', 500)

// Durable, at boot: the store cannot be opened.
export const FST_BOT_STORE_LOCKED = createError<[folder: string, pid: number]>('FST_BOT_STORE_LOCKED',
  '%s is in use by process %d: a folder of PGlite takes one process at a time; end that one, or use PostgreSQL', 500)
export const FST_BOT_STORE_NEWER = createError<[room: string, done: number, known: number]>(
  'FST_BOT_STORE_NEWER',
  'a newer version of fastify-bot-webhook has changed the tables of the store (%s: %d steps, and this version knows ' +
    '%d): install that version',
  500
)
export const FST_BOT_STORE_NOT_EMPTY = createError<[table: string]>(
  'FST_BOT_STORE_NOT_EMPTY', 'the store to move to holds something already (%s): give an empty database', 409
)
export const FST_BOT_STORE_NAME_TAKEN = createError<[name: string]>(
  'FST_BOT_STORE_NAME_TAKEN',
  'another bot of this store is called \'%s\' and pushes to another connector.url: give this one a name of its own, ' +
  'or wait until the other has ended and nothing of it waits',
  500,
  TypeError
)
export const FST_BOT_NOT_REGISTERED = createError<[]>(
  'FST_BOT_NOT_REGISTERED',
  'durable needs a bot: register fastify-bot-webhook on this instance before it',
  500,
  TypeError
)

// Durable, later: why work for later was given up. Only ever in the log and with the dead letters.
export const FST_BOT_JOB_FAILED = createError<[what: string, reason: { cause: unknown }]>(
  'FST_BOT_JOB_FAILED', 'the job threw: %s', 500
)
export const FST_BOT_JOB_DIED = createError<[attempts: number]>(
  'FST_BOT_JOB_DIED', 'the process died, or the job took too long, %d times', 500
)
export const FST_BOT_PUSH_REJECTED = createError<[why: string]>(
  'FST_BOT_PUSH_REJECTED', 'the Bot Connector does not take the message: %s', 502
)
export const FST_BOT_PUSH_FAILED = createError<[why: string]>(
  'FST_BOT_PUSH_FAILED', 'the Bot Connector could not be reached: %s', 502
)
export const FST_BOT_PUSH_UNCONFIRMED = createError<[times: number, why: string]>(
  'FST_BOT_PUSH_UNCONFIRMED',
  'the message was sent %d times and the Bot Connector did not answer: %s; the user may have read it',
  504
)

// Durable: the inbox. The message goes to whoever looks at it; to the platform when a report can be kept nowhere.
export const FST_BOT_INBOX_FULL = createError<[]>('FST_BOT_INBOX_FULL',
  'the report can be kept nowhere: the database does not take it, and the spool is full or off', 503)
export const FST_BOT_INBOX_NOT_FOUND = createError<[what: string]>(
  'FST_BOT_INBOX_NOT_FOUND', 'the inbox has no %s, or no longer', 404
)
export const FST_BOT_INBOX_NO_TURN = createError<[]>('FST_BOT_INBOX_NO_TURN',
  'there is no turn to take again: no failed turn of the report\'s conversation is kept, the bot has no such route ' +
    'any more, or, for a transcript, the call is no sentence', 409)
export const FST_BOT_INBOX_REJECTED = createError<[why: string]>('FST_BOT_INBOX_REJECTED', '%s', 403)
