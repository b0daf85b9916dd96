import { isObject } from '../../replies/kind.ts'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import type { Scope } from './variables.ts'

/** Fills in texts that are more than variables: with blocks, helpers or triple braces. */
export interface Templates {
  /** @throws Error for a template that cannot be read, or renders too much */
  text: (template: string, scope: Scope) => string
  /**
   * The same for JSON in the making: what is inside quotes is text, what is outside is JSON; triple braces are taken as
   * they are.
   */
  json: (template: string, scope: Scope) => string
  /**
   * What is wrong with a template, if anything, and the variables that it reads outside of lists.
   *
   * @param isJson whether it is JSON in the making
   */
  inspect: (template: string, isJson: boolean) => { problem: string | undefined, variables: string[] }
}

type Handlebars = typeof import('handlebars')
type Helper = (this: unknown, ...args: any[]) => unknown

const BLOCKS = ['each', 'eachJoin', 'if', 'unless', 'with']
const INLINE = [
  'uppercase', 'lowercase', 'json', 'pluck', 'lookup', 'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'and', 'or', 'not'
]
/** All that a template may call. */
export const TEMPLATE_HELPERS: readonly string[] = [...BLOCKS, ...INLINE]

const USE = { what: 'a message with blocks or helpers', packages: ['handlebars'], production: false }
const MAX_RENDERED_CHARS = 1_000_000
const MAX_ITERATIONS = 100_000
const MAX_CACHED = 1000
const ADVANCED = new RegExp(
  `\\{\\{~?\\s*(?:[/^!>&]|#\\s*(?:${BLOCKS.join('|')})\\s|else\\b|this\\b|@|\\.\\./|(?:${INLINE.join('|')})\\s)`
)
/** Braces behind a backslash are text. */
const ESCAPED = /\\\{\{/g
/** In JSON, two backslashes are one, and the braces behind them are none of its. */
const ESCAPED_IN_JSON = /\\\{\{|\\./gs

/** Whether a text is more than words and variables. */
export function isTemplate (text: string): boolean {
  return ADVANCED.test(text.replace(ESCAPED_IN_JSON, ''))
}

/** Whether any text in a value is. */
export function usesTemplates (value: unknown): boolean {
  if (typeof value === 'string') return isTemplate(value)
  if (typeof value !== 'object' || value === null) return false
  return (isObject(value) && typeof value.script === 'string') || Object.values(value).some(usesTemplates)
}

const prepared = new WeakMap<object, Promise<Templates | undefined>>()

/**
 * What a bot needs for its texts; nothing is loaded for one that has variables only. @throws FST_BOT_PACKAGE_MISSING
 */
export function templatesFor (bot: object): Promise<Templates | undefined> {
  const known = prepared.get(bot)
  if (known !== undefined) return known
  const loading = usesTemplates(bot) ? loadTemplates() : Promise.resolve(undefined)
  prepared.set(bot, loading)
  return loading
}

/** @throws FST_BOT_PACKAGE_MISSING when handlebars is not installed */
export async function loadTemplates (): Promise<Templates> {
  const loaded = await importOptionalPackage<{ default: Handlebars }>('handlebars', USE)
  return createTemplates(loaded.default)
}

type Statement = hbs.AST.Statement & {
  path?: hbs.AST.Expression,
  params?: hbs.AST.Expression[],
  hash?: hbs.AST.Hash,
  escaped?: boolean,
  program?: hbs.AST.Program,
  inverse?: hbs.AST.Program
}

function createTemplates (handlebars: Handlebars): Templates {
  const environment = handlebars.create()
  let iterations = 0
  let slots: unknown[] = []
  for (const name of Object.keys(environment.helpers)) {
    if (!TEMPLATE_HELPERS.includes(name)) environment.unregisterHelper(name)
  }
  const standardEach = environment.helpers.each as Helper
  environment.registerHelper({
    each (this: unknown, list: unknown, options: Handlebars.HelperOptions) {
      count(list)
      return standardEach.call(this, list, options)
    },
    eachJoin (this: unknown, list: unknown, options: Handlebars.HelperOptions) {
      count(list)
      const items = Array.isArray(list) ? list : isObject(list) ? Object.values(list) : []
      if (items.length === 0) return options.inverse(this)
      const rendered = items.map((item, index) => {
        const data = environment.createFrame(options.data)
        Object.assign(data, { index, key: index, first: index === 0, last: index === items.length - 1 })
        return options.fn(item, { data, blockParams: [item, index] })
      })
      return rendered.join(typeof options.hash.separator === 'string' ? options.hash.separator : ',')
    },
    uppercase: (value: unknown) => plain(value).toUpperCase(),
    lowercase: (value: unknown) => plain(value).toLowerCase(),
    json: (value: unknown) => JSON.stringify(value ?? null),
    pluck: (list: unknown, key: unknown) => Array.isArray(list)
      ? list.map(item =>
        isObject(item) && Object.hasOwn(item, String(key)) ? item[String(key)] : undefined)
      : [],
    eq: isSame,
    ne: (a: unknown, b: unknown) => !isSame(a, b),
    lt: (a: unknown, b: unknown) => Number(a) < Number(b),
    lte: (a: unknown, b: unknown) => Number(a) <= Number(b),
    gt: (a: unknown, b: unknown) => Number(a) > Number(b),
    gte: (a: unknown, b: unknown) => Number(a) >= Number(b),
    and: (...args: unknown[]) => args.slice(0, -1).every(Boolean),
    or: (...args: unknown[]) => args.slice(0, -1).some(Boolean),
    not: (value: unknown) => value === undefined || value === null || value === false || value === '' || value === 0,
    asText: plain,
    asSlot: (value: unknown) => `\u0000${slots.push(value) - 1}\u0000`
  })
  const knownHelpers = Object.fromEntries(Object.keys(environment.helpers).map(name => [name, true]))
  const cache = new Map<string, (scope: unknown) => string>()

  return {
    text: (template, scope) => render(template, scope, 'asText'),
    json: (template, scope) => {
      slots = []
      return fillSlots(render(template, scope, 'asSlot'), slots)
    },
    inspect: (template, isJson) => {
      try {
        const tree = environment.parse(toHandlebars(template, isJson))
        const variables = rootVariables(tree.body as Statement[])
        environment.precompile(tree, { knownHelpers, knownHelpersOnly: true })
        return { problem: undefined, variables }
      } catch (error) {
        return { problem: (error as Error).message.split('\n')[0] as string, variables: [] }
      }
    }
  }

  function render (template: string, scope: Scope, wrapper: 'asText' | 'asSlot'): string {
    iterations = 0
    const rendered = compiled(template, wrapper)(scope)
    checkLength(rendered.length)
    return rendered
  }

  function compiled (template: string, wrapper: 'asText' | 'asSlot'): (scope: unknown) => string {
    const key = `${wrapper}:${template}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const tree = environment.parse(toHandlebars(template, wrapper === 'asSlot'))
    wrapAll(tree.body as Statement[], wrapper)
    const run = environment.compile(tree, { knownHelpers, knownHelpersOnly: true, noEscape: true })
    const made = (scope: unknown) => run(scope,
      { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false, data: { braces: '{{' } })
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, made)
    return made
  }

  /** A template is its author's, but its lists are anybody's. */
  function count (list: unknown): void {
    iterations += Array.isArray(list) ? list.length : isObject(list) ? Object.keys(list).length : 0
    if (iterations > MAX_ITERATIONS) throw new Error(`its blocks go over more than ${MAX_ITERATIONS} items`)
  }
}

/** Hands each value that is written to a helper, so that it is written by our rules. */
function wrapAll (body: Statement[], wrapper: 'asText' | 'asSlot'): void {
  for (const statement of body) {
    if (statement.program !== undefined) wrapAll(statement.program.body as Statement[], wrapper)
    if (statement.inverse !== undefined) wrapAll(statement.inverse.body as Statement[], wrapper)
    if (statement.type !== 'MustacheStatement' || statement.path === undefined) continue
    const { path, params = [], hash, loc } = statement
    const isCall = params.length > 0
    const name = (path as hbs.AST.PathExpression).original
    if (isCall && name === 'json') continue
    const value = isCall ? { type: 'SubExpression', path, params, hash, loc } as hbs.AST.SubExpression : path
    const helper = statement.escaped === false ? 'asText' : wrapper // triple braces are taken as they are
    statement.path = {
      type: 'PathExpression', data: false, depth: 0, parts: [helper], original: helper, loc
    } as hbs.AST.PathExpression
    statement.params = [value]
    delete statement.hash
  }
}

/** Paths that start at the variables: those in a block over a list start at its items. */
function rootVariables (body: readonly Statement[]): string[] {
  return body.flatMap(({ type, path, params = [], program, inverse }) => {
    if (type !== 'MustacheStatement' && type !== 'BlockStatement') return []
    const { original: name } = path as hbs.AST.PathExpression
    const isCall = params.length > 0 || type === 'BlockStatement'
    const inner = ['each', 'eachJoin', 'with'].includes(name) ? [] : program?.body as Statement[] | undefined ?? []
    return [
      ...(isCall ? params : [path as hbs.AST.Expression]).flatMap(pathsIn),
      ...rootVariables([...inner, ...inverse?.body as Statement[] | undefined ?? []])
    ]
  })
}

function pathsIn (expression: hbs.AST.Expression): string[] {
  if (expression.type === 'SubExpression') return (expression as hbs.AST.SubExpression).params.flatMap(pathsIn)
  if (expression.type !== 'PathExpression') return []
  const { data, depth, parts, original } = expression as hbs.AST.PathExpression
  return data || depth > 0 || parts.length === 0 || /^(?:this|\.)/.test(original) ? [] : [parts.join('.')]
}

/** Values in the places that were kept for them: inside quotes as text, outside as JSON. */
function fillSlots (rendered: string, slots: readonly unknown[]): string {
  let quoted = false
  let chars = rendered.length
  const slot = /\\.|"|\u0000(\d+)\u0000/gs // eslint-disable-line no-control-regex
  return rendered.replace(slot, (match, index?: string) => {
    if (match === '"') quoted = !quoted
    if (index === undefined) return match
    const value = slots[Number(index)]
    const text = quoted ? JSON.stringify(plain(value)).slice(1, -1) : JSON.stringify(value ?? null)
    chars += text.length
    checkLength(chars)
    return text
  })
}

function checkLength (chars: number): void {
  if (chars > MAX_RENDERED_CHARS) throw new Error(`it renders more than ${MAX_RENDERED_CHARS} characters`)
}

function isSame (a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && comparable(a) === comparable(b))
}

/** A number is the same as its digits, an object as one with the same content. */
function comparable (value: unknown): string {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
}

/** Text of a value: nothing for what is not there, the words of an entity, JSON for other objects. */
function plain (value: unknown): string {
  if (value === undefined || value === null) return ''
  if (isObject(value) && typeof value.raw === 'string' && value.confidence !== undefined) return value.raw
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/**
 * The platform's notation as Handlebars reads it: `#location.raw` is the first entity of that name, `list[0]` is
 * `list.[0]`, an underscore before a variable says nothing, and a field of a list of entities is that of its first.
 */
function toHandlebars (template: string, isJson: boolean): string {
  return template
    .replace(isJson ? ESCAPED_IN_JSON : ESCAPED, match => match === '\\{{' ? '{{{@braces}}}' : match)
    .replace(/\\(?=\{\{)/g, '$&\\') // it takes one of them
    .replace(/(?<!\{)\{\{(?!\{)([^{}]*)\}\}(?=\})/g, '{{$1}}{{!}}') // a brace of JSON behind is no third one
    .replace(/(\{\{\{?~?)([^{}]*)(~?\}\}\}?)/g,
      (_, open: string, inside: string, close: string) => open + rewrite(inside) + close)
}

const ROOTS = [
  'memory', 'nlp', 'language', 'skill', 'skill_stack', 'skill_occurences', 'skill_occurrences', 'conversation_id',
  'participant_data', 'current_message', 'message_received_at', 'api_service_response', 'client_info', 'user_context'
].join('|')

function rewrite (inside: string): string {
  if (/^\s*!/.test(inside)) return inside
  const isBlock = new RegExp(`^\\s*#\\s*(?:${BLOCKS.join('|')})\\s`).test(inside)
  const lead = isBlock ? inside.slice(0, inside.indexOf('#') + 1) : ''
  const changed = inside.slice(lead.length)
    .replace(/(^|[\s(=])#([\p{L}\p{N}_-]+)(?!\.?\[|\.\d|[\p{L}\p{N}_-])/gu, '$1nlp.entities.$2.[0]')
    .replace(/(^|[\s(=])#([\p{L}\p{N}_-]+)/gu, '$1nlp.entities.$2')
    .replace(new RegExp(`(^|[\\s(=])_(?=(?:${ROOTS})\\b)`, 'g'), '$1')
    .replace(/([\p{L}\p{N}_\]-])\[(\d+)\]/gu, '$1.[$2]')
    .replace(/(nlp\.entities\.[\p{L}\p{N}_-]+)\.(?!\[|\d|length\b)/gu, '$1.[0].')
  return lead + changed
}
