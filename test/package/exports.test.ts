import t from 'tap'
import * as main from '../../lib/index.ts'
import * as builder from '../../lib/platform/index.ts'
import * as playground from '../../lib/playground/index.ts'
import * as check from '../../lib/check/index.ts'
import * as durable from '../../lib/durable/index.ts'
import * as testing from '../../lib/testing/index.ts'
import * as schemas from '../../schemas/index.ts'

t.test('the public names of fastify-bot-webhook', t => {
  t.strictSame(Object.keys(main).sort(), [
    'accountLink', 'basic', 'bearer', 'buttons', 'card', 'carousel', 'channels', 'clientData', 'createBot',
    'createMemoryDedupeStore', 'custom', 'default', 'errorCodes', 'fastifyBotWebhook', 'header', 'jwt', 'lint',
    'lintAnswer', 'list', 'phone', 'picture', 'postback', 'quickReplies', 'repair', 'text', 'toPlainText',
    'triggerSkill', 'video', 'webUrl'
  ])
  t.equal(main.default, main.fastifyBotWebhook)
  t.end()
})

t.test('the public names of fastify-bot-webhook/schemas: schemas, and lists of them and of values', t => {
  const names = Object.keys(schemas)
  t.strictSame(names.filter(name => !name.endsWith('Schema')).sort(), [
    'acts', 'botSchemas', 'goldEntities', 'knownReplies', 'sentiments'
  ])
  t.equal(names.length, 62)
  t.end()
})

t.test('the public names of fastify-bot-webhook/builder, /testing, /playground, /check and /durable', t => {
  t.strictSame(Object.keys(builder).sort(), [
    'BotFileSchema', 'EXPORT_FORMATS', 'PROTOCOL_VERSIONS', 'checkBotFile', 'clickableButtons',
    'createFetchTransport', 'createInitialState', 'createNlu', 'exportBot', 'importBot', 'injectInto',
    'loadBotFile', 'memoryChanges', 'openConnector', 'openSession', 'repliesToText', 'runTurn'
  ])
  t.strictSame(Object.keys(testing).sort(), [
    'converse', 'openConnector', 'replay'
  ])
  t.strictSame(Object.keys(playground).sort(), [
    'default', 'playground'
  ])
  t.strictSame(Object.keys(durable).sort(), [
    'DEFAULT_SECRET_NAMES', 'default', 'durable'
  ])
  t.strictSame(Object.keys(check).sort(), [
    'CheckFindingSchema', 'CheckReportSchema', 'CheckedRuleSchema', 'check', 'exitCodeOf', 'groups', 'rules',
    'toHtml', 'toJUnit', 'toSarif'
  ])
  t.end()
})

t.test('the package is found by its name, and by require', async t => {
  const { createRequire } = await import('node:module')
  const byName = await import('fastify-bot-webhook')
  t.strictSame(Object.keys(byName).sort(), Object.keys(main).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/schemas')).sort(), Object.keys(schemas).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/builder')).sort(), Object.keys(builder).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/testing')).sort(), Object.keys(testing).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/playground')).sort(), Object.keys(playground).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/check')).sort(), Object.keys(check).sort())
  t.strictSame(Object.keys(await import('fastify-bot-webhook/durable')).sort(), Object.keys(durable).sort())
  const required = createRequire(import.meta.url)('fastify-bot-webhook')
  t.equal(typeof required.fastifyBotWebhook, 'function')
  t.equal(typeof required.default, 'function')
})
