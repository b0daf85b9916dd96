import { isDeepStrictEqual } from 'node:util'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import { build, post, refused } from '../support/app.ts'
import { bad, good, unsettled } from '../stress/json-cases.ts'

// A case stands for the whole body of an action that takes anything, and inside the memory of a call of the platform.

let seen: unknown

/** As it may stand in a title: a brace at its end would begin something, and a separator would end a line. */
const quoted = (json: string) => JSON.stringify(json)
  .replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

async function bots (t: Test) {
  return build(t, { bodyLimit: 2 ** 20 }, ({ bot }) => {
    bot.action('/any', { body: Type.Unknown() }, ({ body }) => { seen = body })
    bot.skill('read', ({ memory }) => { seen = memory })
    bot.skill('unread', ({ body }) => { seen = body.conversation?.memory })
  })
}

const inMemory = (skill: string, json: string | Buffer) => Buffer.concat([
  Buffer.from(`{"conversation":{"skill":"${skill}","memory":{"before":[],"case":`), Buffer.from(json),
  Buffer.from(',"after":{}}}}')
])

t.test(`${good.length} good ones are the whole body, and come back from the memory`, async t => {
  const app = await bots(t)
  for (const [json, value] of good) {
    for (const spelled of [json, ` ${json}`, `${json}\n`, `\t\r\n ${json} \r\n\t`]) {
      t.equal((await post(app, spelled, '/any')).statusCode, 200, quoted(spelled))
      t.ok(isDeepStrictEqual(seen, value), `${quoted(spelled)} is that value`)
    }
    for (const skill of ['read', 'unread']) {
      const response = await post(app, inMemory(skill, json))
      t.equal(response.statusCode, 200, quoted(json))
      t.ok(isDeepStrictEqual(seen, { before: [], case: value, after: {} }), `${quoted(json)} is in the memory`)
      t.equal(
        response.body,
        `{"replies":[],"conversation":{"memory":{"before":[],"case":${JSON.stringify(value)},"after":{}}}}`,
        `${quoted(json)} is sent back`
      )
    }
  }
})

t.test(`${bad.length} bad ones are refused, as the whole body and in the memory`, async t => {
  const app = await bots(t)
  for (const json of bad) {
    seen = 'nothing'
    for (const spelled of [json, ` ${json}`, `${json}\n`]) {
      refused(t, await post(app, spelled, '/any'), 400, 'FST_BOT_JSON_INVALID', quoted(spelled))
    }
    refused(t, await post(app, inMemory('read', json)), 400, 'FST_BOT_JSON_INVALID', `${quoted(json)} in the memory`)
    t.equal(seen, 'nothing', 'no handler was called')
  }
})

t.test(`${unsettled.length} that readers differ in: what becomes of each is settled here`, async t => {
  const app = await bots(t)
  for (const [what, json, outcome] of unsettled) {
    seen = 'nothing'
    const responses = [await post(app, json, '/any'), await post(app, inMemory('read', json))]
    for (const response of responses) {
      if ('is' in outcome) t.equal(response.statusCode, 200, what)
      else {
        t.match(refused(t, response, 400, /not UTF-8/.test(String(outcome.refused))
          ? 'FST_BOT_JSON_INVALID'
          : 'FST_BOT_BODY_INVALID', what).message, outcome.refused, what)
      }
    }
    t.ok(isDeepStrictEqual(seen, 'is' in outcome ? { before: [], case: outcome.is, after: {} } : 'nothing'), what)
    if ('is' in outcome) {
      t.equal(
        responses[1]?.body,
      `{"replies":[],"conversation":{"memory":{"before":[],"case":${JSON.stringify(outcome.is)},"after":{}}}}`,
      `${what} is sent back`
      )
    }
  }
})
