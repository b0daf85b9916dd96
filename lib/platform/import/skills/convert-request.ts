import { isObject } from '../../../replies/kind.ts'
import { API_METHODS, METHODS, type BotAction } from '../../bot-file/schema.ts'
import { isHeaderName, isHeaderValue } from '../../calls/headers.ts'
import { escapeReferences } from '../../calls/environment.ts'
import { holdsCredentials } from '../../calls/secrets.ts'
import { fieldsOf, firstText, innerJson, slugOf, textOf, type Fields } from '../values.ts'
import type { SkillContext } from './bot-export.ts'

/** What a body is sent as when nothing else is said. */
const PLAIN_JSON = /^application\/json(?:\s*;\s*charset=utf-?8)?\s*$/i

type ApiAction = NonNullable<BotAction['api']>

/** A call of a webhook, or of an API whose answer is used in later actions. */
export function convertRequest (action: Fields, source: string, context: SkillContext): BotAction[] {
  const found = context.findRequest(textOf(action.id))
  const request = found?.fields ?? fieldsOf(innerJson(action.value))
  const place = found?.source ?? source
  const isApi = request.request_type === 'service-api' || textOf(request.api_service_response) !== undefined
  if (found === undefined && textOf(request.url) === undefined) {
    context.report.lost(source, 'a call is left out: the export says nothing of its address', context.target)
    return []
  }
  const method = methodOf(request, isApi, place, context)
  const name = isApi ? nameOf(request) : 'webhook'
  const headers = headersOf(request, name, place, context)
  const given = escapeReferences(bodyOf(request, place, context))
  const body = method === 'GET' ? undefined : given
  if (given !== body && !isEmpty(given)) {
    context.report.note(`${place}/body`, `a GET has no body: that of the call ${name} is left out`, context.target)
  }
  if (request.response_mapping !== null && request.response_mapping !== undefined) {
    context.report.lost(
    `${place}/response_mapping`,
    'the mapping of the answer is left out: use {{api_service_response...}} in later actions',
    context.target
    )
  }
  if (found !== undefined && !isEmpty(innerJson(action.value) ?? action.value ?? {})) {
    context.report.lost(`${source}/value`, 'the value of the action is left out: its call stands elsewhere',
      context.target)
  }
  if (!isApi) {
    const { url, user } = splitAddress(escapeReferences(urlOf(request, name, place, context)))
    const plain = method === 'POST' && headers === undefined && body === undefined
    if ((request.auth !== null && request.auth !== undefined) || user.type !== undefined) {
      context.report.lost(`${place}/auth`,
        'credentials of a webhook are left out: give them under webhook.auth of the bot file', context.target)
    }
    return [{
      webhook: plain
        ? url
        : {
            url,
            ...(method !== 'POST' && { method: method as 'GET' }),
            ...(headers !== undefined && { headers }),
            ...(body !== undefined && { body })
          }
    }]
  }
  const { url, user } = splitAddress(escapeReferences(urlOf(request, name, place, context)))
  const auth = authOf(user.type === undefined ? request : { ...request, auth: request.auth ?? user }, name, place,
    context)
  const api: ApiAction = {
    ...(name !== 'default' && { name }),
    url,
    ...(method !== (body === undefined ? 'GET' : 'POST') && { method: method as 'GET' }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
    ...(auth !== undefined && { auth })
  }
  return [{ api }]
}

/** The name that later actions have for the answer: it is kept, for templates use it. */
function nameOf (request: Fields): string {
  return textOf(request.api_service_response)?.trim().replace(/[\s.{}[\]/#@]+/g, '-') ?? 'default'
}

function methodOf (request: Fields, isApi: boolean, source: string, context: SkillContext): string {
  const written = textOf(request.http_type)?.toUpperCase() ?? 'POST'
  const known: readonly string[] = isApi ? API_METHODS : METHODS
  if (known.includes(written)) return written
  context.report.changed(source, `method ${written} is POST now: there are ${known.join(', ')}`, context.target)
  return 'POST'
}

/** Name and password that stand in an address, which no call can have there. */
function splitAddress (url: string): { url: string, user: Fields } {
  const [, scheme = '', username = '', password = ''] = /^(https?:\/\/)([^/?#:@]*)(?::([^/?#@]*))?@/i.exec(url) ?? []
  if (scheme === '') return { url, user: {} }
  return { url: url.replace(/^(https?:\/\/)[^/?#@]*@/i, '$1'), user: { type: 'basic', username, password } }
}

/** The address of the call, behind that of the saved system if it has one. An export without addresses gets a route. */
function urlOf (request: Fields, name: string, source: string, context: SkillContext): string {
  const alias = fieldsOf(request.system_alias)
  const system = context.systems.get(textOf(request.system_alias_id) ?? textOf(alias.id) ?? '')?.fields ?? alias
  const base = (textOf(request.base_url) ?? firstText(system, 'url', 'base_url', 'host') ?? '').replace(/(?<!\/)\/+$/,
    '')
  const written = textOf(request.url)?.trim() ?? ''
  const url = /^https?:/i.test(written) || base === ''
    ? written
    : `${base}${written === '' || written.startsWith('/') || written.startsWith('?') ? '' : '/'}${written}`
  if (/^(?:\/|https?:\/\/|\{\{)/i.test(url)) return url
  const route = `/${slugOf(name) || 'api'}`
  context.report.lost(source, url === ''
    ? `the export has no address for the call ${name}: it goes to ${route} of the base URL, put its true address there`
    : `the address of the call ${name} is no URL (${url.slice(0, 200)}): it goes to ${route} of the base URL, put ` +
      'its true address there', context.target)
  context.comment(
    `the call ${name}: the export had ${url === '' ? 'no address' : url.slice(0, 200).replace(/\s/g, ' ')}`
  )
  return route
}

/** Headers as an object of text, as a list of pairs, or saved as a template. */
function headersOf (
  request: Fields, name: string, source: string, context: SkillContext
): Record<string, string> | undefined {
  const place = `${source}/header`
  const parameters = parametersOf(fieldsOf(request.header), place, 'headers', context)
  const value = innerJson(parameters)
  if (parameters !== undefined && (typeof value !== 'object' || value === null)) {
    context.report.lost(place, `the headers of the call ${name} are no JSON: left out`, context.target)
    return undefined
  }
  const pairs = Array.isArray(value)
    ? value.map(fieldsOf).map(pair => [firstText(pair, 'key', 'name') ?? '', headerValue(pair.value)] as const)
    : Object.entries(fieldsOf(value)).map(([key, value]) => [key, headerValue(value)] as const)
  const kept = pairs.filter(([name, value]) => {
    // it is sent anyway
    if (name === '' && value === '') return false // an empty row of the editor
    if ((name.toLowerCase() === 'content-type' && PLAIN_JSON.test(value))) return false
    if (isHeaderName(name) && isHeaderValue(value)) return true
    context.report.lost(place, `the header \`${name.slice(0, 60)}\` cannot be sent: left out`, context.target)
    return false
  }).map(([header, value]) => {
    if (!holdsCredentials(header.toLowerCase()) || value === '' || value.includes('{{')) {
      return [header, escapeReferences(value)]
    }
    const variable = variableOf(name, slugOf(header))
    context.report.note(place, `the header ${header} of the call ${name} holds credentials, which are not written ` +
      `down: set ${variable} in the environment`, context.target)
    return [header, variable]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function headerValue (value: unknown): string {
  return textOf(value) ?? (typeof value === 'boolean' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : '')
}

/** A variable of the environment. */
function variableOf (call: string, what: string): string {
  const words = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
  return `\${${words(slugOf(call)) || 'API'}_${words(what)}}`
}

/** A body of one's own; the text as it is, for it is JSON only once its variables are filled in. */
function bodyOf (request: Fields, source: string, context: SkillContext): unknown {
  const body = fieldsOf(request.body)
  if (body.mode === 'default') return undefined
  const parameters = parametersOf(body, `${source}/body`, 'body', context)
  if (parameters === undefined) return undefined
  if (typeof parameters !== 'string') return parameters
  const json = innerJson(parameters)
  // a variable in quotes is text, which an object cannot say
  return json === undefined || hasBlocks(parameters) || hasVariableAlone(json)
    ? parameters
    : isEmpty(json) && body.mode !== 'custom' ? undefined : json
}

function hasBlocks (text: string): boolean {
  return /\{\{[#^{]/.test(text)
}

function hasVariableAlone (value: unknown): boolean {
  if (typeof value === 'string') return /^\{\{[^{}]*\}\}$/.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasVariableAlone)
}

function isEmpty (value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function parametersOf (part: Fields, source: string, what: string, context: SkillContext): unknown {
  const id = textOf(part.id) ?? textOf(part.template_id) ?? textOf(part.template_name)
  const template = id === undefined ? undefined : context.templates.get(id)?.fields
  if (part.mode === 'template' && template === undefined) {
    context.report.lost(source, `the ${what} came from the template ${id ?? 'without a name'}, which the export does ` +
      'not have: left out', context.target)
    return undefined
  }
  const parameters = template === undefined
    ? part.parameters
    : template.parameters ?? template.value ??
    template.content
  return typeof parameters === 'string' ? textOf(parameters) : parameters ?? undefined
}

/** Credentials become variables of the environment: a bot file is for everybody to read. */
function authOf (request: Fields, name: string, source: string, context: SkillContext): ApiAction['auth'] {
  const alias = context.systems.get(textOf(request.system_alias_id) ?? '')?.fields
  const given = request.auth ?? alias?.auth
  const auth = fieldsOf(innerJson(given))
  if (!isObject(innerJson(given)) && !isEmpty(given ?? {})) {
    context.report.lost(`${source}/auth`, `the credentials of the call ${name} cannot be read: it has none`,
      context.target)
  }
  const inner = escapeReferences<Fields>({
    ...auth, ...fieldsOf(innerJson(auth.parameters)), ...fieldsOf(auth.credentials)
  })
  const type = firstText(inner, 'type', 'mode', 'auth_type', 'name')?.toLowerCase() ?? ''
  if (Object.keys(auth).length === 0 || /^(?:none|no[-_ ]?auth\w*)$/.test(type)) return undefined
  const variable = (suffix: string) => variableOf(name, suffix)
  const tokenUrl = firstText(inner, 'authorization_url', 'auth_url', 'token_url', 'url')
  const scope = textOf(inner.scope)
  if (/oauth/.test(type) || textOf(inner.client_id) !== undefined) {
    tell(`${variable('CLIENT_SECRET')}${tokenUrl === undefined ? ` and ${variable('TOKEN_URL')}` : ''}`)
    return {
      oauth2: {
        tokenUrl: tokenUrl ?? variable('TOKEN_URL'),
        clientId: textOf(inner.client_id) ?? variable('CLIENT_ID'),
        clientSecret: variable('CLIENT_SECRET'),
        ...(scope !== undefined && { scope })
      }
    }
  }
  if (/basic/.test(type) || firstText(inner, 'username', 'user', 'login') !== undefined) {
    tell(variable('PASSWORD'))
    return {
      basic: {
        username: firstText(inner, 'username', 'user', 'login') ?? variable('USERNAME'),
        password: variable('PASSWORD')
      }
    }
  }
  if (/bearer|token/.test(type)) {
    tell(variable('TOKEN'))
    return { bearer: variable('TOKEN') }
  }
  context.report.lost(`${source}/auth`,
    `authentication of type ${type === '' ? 'unknown' : type} is left out: the call ${name} has none`, context.target)
  return undefined

  function tell (variables: string): void {
    context.report.note(`${source}/auth`,
      `credentials of the call ${name} are not written down: set ${variables} in the environment`, context.target)
  }
}
