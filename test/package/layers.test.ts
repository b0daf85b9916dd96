import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { root } from '../support/repository.ts'

/** The rooms of the code, lowest first. A file imports from its own room and from those above it in this list. */
const rooms = [
  /^schemas\//,
  /^lib\/errors\.ts$/,
  /^lib\/shared\//,
  /^lib\/store\//,
  /^lib\/web\//,
  /^lib\/replies\//,
  /^lib\/dedupe\//,
  /^lib\/turn\//,
  /^lib\/auth\//,
  /^lib\/bot\/(handler-registry|hook-scope|requirements|registered-handler)\.ts$/,
  /^lib\/http\//,
  /^lib\/bot\//,
  /^lib\/plugin\.ts$/,
  /^lib\/index\.ts$/,
  /^lib\/durable\/(queue|push|inbox|dedupe)\//,
  /^lib\/durable\/(default-name|migrations|options|plugin)\.ts$/,
  /^lib\/durable\/index\.ts$/,
  /^lib\/platform\//,
  /^lib\/testing\//,
  /^lib\/playground\//,
  /^lib\/check\//,
  /^lib\/cli\//
]

/**
 * What answers a bot's calls, and what makes such calls: the second wing reaches the first by HTTP or `inject` only.
 */
const wings = [
  /^lib\/(turn|dedupe|bot|auth|http|durable)\/|^lib\/(plugin|index)\.ts$/,
  // `bot-webhook store` is for operators of the first
  /^lib\/(platform|testing|playground|check)\/|^lib\/cli\/(?!store\.ts)/
]

/** Rooms that stand side by side: they do not know each other. */
const apart = [/^lib\/bot\/(handler-registry|hook-scope|requirements|registered-handler)\.ts$/, /^lib\/auth\//]

/** What each room may import from packages and from Node. */
const outside: Array<[room: RegExp, allowed: RegExp]> = [
  [/^schemas\//, /^@sinclair\/typebox$/],
  [/^lib\/shared\/(state-folder|user-secret)\.ts$/, /^node:(crypto|fs|os|path|process)$/],
  [/^lib\/errors\.ts$/, /^@fastify\/error$/],
  [/^lib\/shared\/optional-package\.ts$/, /^node:(fs|module|path)$/],
  [/^lib\/turn\/memory-schema\.ts$/, /^@sinclair\/typebox(\/value)?$/],
  [/^lib\/turn\/request-turn\.ts$/, /^(node:events|fastify)$/], // types only, see below
  [/^lib\/http\/close-connection\.ts$/, /^(node:(http|http2)|fastify)$/], // types only
  [/^lib\/turn\/trace-turn\.ts$/, /^node:diagnostics_channel$/],
  [/^lib\/(replies|turn)\//, /^(@sinclair\/typebox|fastify|@fastify\/error)$/], // types only, see below
  [/^lib\/platform\/push\/connector\.ts$/, /^(node:http|@sinclair\/typebox)$/],
  [/^lib\/platform\/chaos\/chaos\.ts$/, /^node:(crypto|timers\/promises)$/],
  [/^lib\/platform\/match-pattern\.ts$/, /^node:vm$/],
  [/^lib\/platform\/api\/plugin\.ts$/, /^(node:http|fastify|fastify-plugin)$/],
  // fastify: types only, see below
  [
    /^lib\/platform\/api\//,
    /^(node:(crypto|diagnostics_channel|events|http|timers\/promises|zlib)|fastify|@sinclair\/typebox(\/value)?)$/
  ],
  // marked, yaml and fastify: types only, see below
  [
    /^lib\/(platform|testing)\//,
    /^(node:(buffer|crypto|fs\/promises|module|path|url|util)|marked|yaml|yauzl|fastify|@sinclair\/typebox)$/
  ],
  // fastify and marked: types only, see below
  [
    /^lib\/playground\//,
    /^(node:(crypto|module|path|stream|url|util)|fastify|fastify-plugin|marked|@sinclair\/typebox)$/
  ],
  // fastify: types only, see below
  [/^lib\/web\//, /^(node:(crypto|fs\/promises|http|module|path|process)|fastify|@sinclair\/typebox(\/value)?)$/],
  // pg, PGlite and fastify: types only, see below
  [
    /^lib\/store\//,
    /^(node:(crypto|fs|fs\/promises|path|timers\/promises|worker_threads)|pg|@electric-sql\/pglite|fastify)$/
  ],
  [/^lib\/durable\/push\/post-json\.ts$/, /^node:https?$/],
  [
    /^lib\/durable\//,
    // fastify: types only, see below
    /^(node:(buffer|crypto|diagnostics_channel|fs|fs\/promises|path|timers\/promises|worker_threads|zlib)|pg|fastify|fastify-plugin|@fastify\/error|@sinclair\/typebox)$/
  ],
  [/^lib\/cli\/(play|serve)\.ts$/, /^(node:events|fastify)$/],
  [/^lib\/cli\/init\/templates\.ts$/, /./], // sources that it writes
  [/^lib\/cli\/init\.ts$/, /^node:(child_process|events|fs|fs\/promises|module|path|process)$/],
  [/^lib\/cli\/dev/, /^(node:(child_process|events|fs|module|net|path|process|url)|fastify)$/],
  [/^lib\/check\/runner\/over-http\.ts$/, /^node:https?$/],
  [/^lib\/check\//, /^(node:(buffer|crypto|module|util)|@sinclair\/typebox)$/],
  [/^lib\/cli\//, /^node:(fs|fs\/promises|module|os|path|process|readline|stream|timers\/promises|util)$/],
  [
    /^lib\/http\/recorded-call\.ts$/,
    /^(node:(crypto|http|net|querystring)|fastify|@fastify\/error|@sinclair\/typebox)$/
  ],
  [/^lib\/auth\/jwt-options\.ts$/, /^@sinclair\/typebox$/],
  [/^lib\/shared\/(options|user-schema)\//, /^(node:module|ajv|@sinclair\/typebox(\/value)?)$/],
  [/^lib\/auth\/(jwt|key-set)\.ts$/, /^jose$/], // types only, see below
  [/^lib\/auth\//, /^node:(crypto|http|buffer)$/],
  [
    /^lib\//,
    /^(node:(async_hooks|crypto|diagnostics_channel|http|buffer|stream)|fastify|fastify-plugin|@fastify\/error|@sinclair\/typebox(\/compiler)?)$/
  ]
]

const files = ['schemas', 'lib'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name)))

const rankOf = (file: string): number => rooms.findIndex(room => room.test(file))

function importsOf (file: string): Array<{ from: string, typeOnly: boolean }> {
  const source = readFileSync(join(root, file), 'utf8')
  const statements = source.matchAll(/^(import|export) (type )?(?:[^'"]*? from )?'([^']+)'/gm)
  return [...statements].map(([, , typeOnly, from = '']) => ({ from, typeOnly: typeOnly !== undefined }))
}

t.test('every file is in a room', t => {
  for (const file of files) t.not(rankOf(file), -1, file)
  t.ok(files.length > 30)
  t.end()
})

t.test('imports point down', t => {
  for (const file of files) {
    for (const { from } of importsOf(file).filter(({ from }) => from.startsWith('.'))) {
      const target = relative(root, join(root, dirname(file), from))
      t.ok(rankOf(target) <= rankOf(file), `${file} imports ${target}`)
      const [own, theirs] = [file, target].map(path => apart.findIndex(room => room.test(path)))
      if (own !== -1 && theirs !== -1) t.equal(own, theirs, `${file} and ${target} stand apart`)
    }
  }
  t.end()
})

t.test('each room imports only the packages it is allowed', t => {
  for (const file of files) {
    const allowed = outside.find(([room]) => room.test(file))?.[1] ?? /^$/
    for (const { from } of importsOf(file).filter(({ from }) => !from.startsWith('.'))) {
      t.match(from, allowed, `${file} imports ${from}`)
    }
  }
  t.end()
})

t.test('the two wings do not know each other', t => {
  for (const file of files) {
    for (const { from } of importsOf(file).filter(({ from }) => from.startsWith('.'))) {
      const target = relative(root, join(root, dirname(file), from))
      const [own, theirs] = [file, target].map(path => wings.findIndex(wing => wing.test(path)))
      if (own !== -1 && theirs !== -1) t.equal(own, theirs, `${file} imports ${target} of the other wing`)
    }
  }
  t.ok(wings.every(wing => files.some(file => wing.test(file))))
  t.end()
})

t.test('optional packages are loaded when they are needed, and Fastify is the host\'s: of them only types ' +
  'are imported', t => {
  for (const file of files.filter(file => /^lib\/(auth|platform|testing|web|playground|store|durable)\//.test(file))) {
    for (const { from, typeOnly } of importsOf(file).filter(({ from }) =>
      /^(jose|yaml|yauzl|marked|pg|@electric-sql\/pglite|fastify|@nlpjs.*|@microsoft.*)$/.test(from))) {
      t.ok(typeOnly, `${file} imports ${from}`)
    }
  }
  t.end()
})

t.test('replies and turns know nothing of HTTP: of packages they import types only, and the values of TypeBox', t => {
  for (const file of files.filter(file => /^lib\/(replies|turn)\//.test(file))) {
    for (const { from, typeOnly } of importsOf(file).filter(({ from }) => !from.startsWith('.') && ![
      '@sinclair/typebox/value', 'node:diagnostics_channel'
    ].includes(from))) t.ok(typeOnly, `${file} imports ${from}`)
  }
  t.end()
})
