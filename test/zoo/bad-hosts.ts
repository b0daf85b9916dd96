import type { Animal } from './animal.ts'
import { healthy, json, says } from './webhook.ts'

const secret = 'Bearer a-long-token-of-the-bot'
const headers = { authorization: secret }
const root = '/srv/bot/lib'

/** Sends a good answer with one more header. */
const sending = (rule: string, name: string, value: string): Animal => ({ rule, habits: { send: (response, answer) => json(response.setHeader(name, value), answer) } })

/** Those who let anyone in, tell too much, or break on what is no call. */
export const badHosts: Record<string, Animal> = {
  'answers anyone': { rule: 'auth-open', headers: {}, habits: {} },
  'was given credentials, and does not look': { rule: 'auth-unchecked', headers, habits: {} },
  'looks whether there are credentials': { rule: 'auth-wrong', headers, habits: { admits: authorization => authorization !== '' } },
  'compares the beginning of credentials': { rule: 'auth-wrong', headers, habits: { admits: authorization => authorization.length > 10 && secret.startsWith(authorization) } },
  'leads strangers to a page for their password': {
    rule: 'auth-status',
    headers,
    habits: { admits: authorization => authorization === secret, refuse: response => response.writeHead(302, { location: '/login' }).end() }
  },
  'tells which part of the credentials is wrong': {
    rule: 'auth-uniform',
    headers,
    habits: {
      admits: authorization => authorization === secret,
      refuse: (response, authorization) => json(response, { error: authorization.startsWith('Bearer ') ? 'wrong token' : 'no token' }, 401)
    }
  },
  'shows what it received': { rule: 'leak-secret', headers, habits: { admits: authorization => authorization === secret, refuse: healthy.refuse, answer: (call, request) => ({ ...says(call, 'Hello'), debug: request.headers }) } },

  'pastes sentences into SQL, and its errors into replies': {
    rule: 'leak-sql',
    habits: { answer: call => says(call, call.nlp.source.includes("'") ? 'You have an error in your SQL syntax near \'%\' at line 1: SELECT * FROM users WHERE name = \'x\'' : 'Hello') }
  },
  'sends its stack to the user': {
    rule: 'leak-stack',
    habits: {
      answer: call => says(call, call.nlp.entities.location[0].raw),
      failed: (response, error) => json(response, { replies: [{ type: 'text', content: (error as Error).stack?.slice(0, 600) }] })
    }
  },
  'tells where it is installed': {
    rule: 'leak-path',
    habits: {
      answer: call => {
        if (call.nlp.intents.length < 1) throw new Error(`ENOENT: no such file or directory, open '${root}/intents/none.json'`)
        return says(call, 'Hello')
      },
      failed: (response, error) => json(response, { replies: [{ type: 'text', content: (error as Error).message }] })
    }
  },

  'fails on malformed JSON': { rule: 'body-malformed', habits: { malformed: (response, error) => json(response, { error: 'Internal Server Error' }, error instanceof SyntaxError ? 500 : 400) } },
  'reads what only a reader of JSON has read': {
    rule: 'body-media-type',
    habits: {
      admits: (_, { headers, url }) => headers['content-type'] === 'application/json' || url === '/errors',
      refuse: response => json(response, { error: 'Internal Server Error' }, 500)
    }
  },
  'looks into null': {
    rule: 'body-not-object',
    habits: {
      parse: text => {
        const { conversation } = JSON.parse(text)
        if (conversation === undefined) throw new Error('no call')
        return healthy.parse(text)
      },
      malformed: (response, error) => json(response, { error: 'Error' }, error instanceof TypeError ? 500 : 400)
    }
  },
  'walks a body to its bottom': {
    rule: 'body-deep',
    habits: {
      parse: text => {
        walk(JSON.parse(text))
        return healthy.parse(text)
      },
      malformed: (response, error) => json(response, { error: 'Error' }, error instanceof RangeError ? 500 : 400)
    }
  },
  'trusts that bodies are small': { rule: 'body-huge', also: 'body-deep', habits: { parse: text => JSON.parse(text) } },
  'takes a large body for a fault of its own': {
    rule: 'body-huge',
    habits: {
      parse: text => {
        if (text.length > 2 ** 20) throw new RangeError('request entity too large')
        return healthy.parse(text)
      },
      malformed: (response, error) => json(response, { error: 'Error' }, error instanceof RangeError ? 500 : 400)
    }
  },
  'has no errors route': { rule: 'errors-missing', habits: { report: response => json(response, { error: 'Not Found' }, 404) } },
  'keeps reports in a database that is away': { rule: 'errors-status', habits: { report: response => json(response, { error: 'Internal Server Error' }, 500) } },
  'parses what is reported': {
    rule: 'errors-anything',
    habits: {
      report: (response, text) => {
        try {
          JSON.parse(text)
          response.end()
        } catch {
          json(response, { error: 'Internal Server Error' }, 500)
        }
      }
    }
  },

  'is called without encryption': { rule: 'advice-https', host: 'bot.example.com', habits: {} },
  'has signed its certificate itself': { rule: 'advice-certificate', https: true, habits: {} },
  'tells what it is made with': sending('advice-version', 'x-powered-by', 'Express'),
  'starts a session with each call': sending('advice-cookie', 'set-cookie', 'connect.sid=s%3A4711; Path=/; HttpOnly'),
  'lets every web page call': sending('advice-cors', 'access-control-allow-origin', '*')
}

function walk (value: unknown): void {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
}
