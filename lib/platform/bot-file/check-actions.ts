import { knownReplies } from '../../../schemas/replies.ts'
import { lint } from '../../replies/lint/lint.ts'
import { suggest } from '../../shared/suggest.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { fixedOrigin } from '../calls/url.ts'
import { holdsCredentials } from '../calls/secrets.ts'
import { matchLanguage } from '../engine/language.ts'
import { isTemplate, TEMPLATE_HELPERS } from '../engine/template.ts'
import { ACTION_KINDS } from './schema.ts'
import { variablesIn } from '../engine/render.ts'
import { checkCondition, checkPath } from './check-condition.ts'
import { checkHeaders, checkName, exactlyOne, type Names } from './check-word.ts'
import { at, entriesAt, type Place } from './document.ts'
import { suggestName, type Report } from './bot-file-issue.ts'

const TYPES = knownReplies.map(({ properties }) => properties.type.const)

/** A message, or a list of actions. */
export function checkSaying (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'list') checkActions(place, path, names, report)
  else checkMessage(place, path, names, report)
}

export function checkActions (place: Place | undefined, path: string, names: Names, report: Report): void {
  place?.items.forEach((action, index) => {
    if (action.kind === 'map') checkAction(action, `${path}/${index}`, names, report)
  })
}

function checkAction (place: Place, path: string, names: Names, report: Report): void {
  exactlyOne(place, ACTION_KINDS, path, report)
  checkCondition(at(place, 'if'), `${path}/if`, names, report)
  checkMessage(at(place, 'message'), `${path}/message`, names, report)
  checkWebhook(at(place, 'webhook'), `${path}/webhook`, names, report)
  checkApi(at(place, 'api'), `${path}/api`, names, report)
  checkMessage(at(place, 'disambiguate'), `${path}/disambiguate`, names, report)
  checkActions(at(place, 'actions'), `${path}/actions`, names, report)
  checkVariables(at(place, 'memory'), `${path}/memory`, names, report)
  const goto = at(place, 'goto')
  checkSkillName(goto, `${path}/goto`, names, report)
  checkSkillName(at(goto, 'skill'), `${path}/goto/skill`, names, report)
  checkLanguage(at(place, 'language'), `${path}/language`, names, report)
}

function checkLanguage (place: Place | undefined, path: string, { languages }: Names, report: Report): void {
  if (place?.kind === 'text' &&
    matchLanguage(String(place.value), languages) === undefined) checkName(place, path, 'language', languages, report)
}

/** A variable may name the skill, too. */
function checkSkillName (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'text' && variablesIn(String(place.value)).length > 0) checkVariables(place, path, names, report)
  else checkName(place, path, 'skill', names.skills, report)
}

function checkWebhook (place: Place | undefined, path: string, names: Names, report: Report): void {
  const [url, urlPath] = place?.kind === 'map' ? [at(place, 'url'), `${path}/url`] : [place, path]
  checkAddress(url, urlPath, report)
  checkHeaders(at(place, 'headers'), `${path}/headers`, report)
  checkCredentials(url, urlPath, [at(place, 'headers')], report)
  const body = at(place, 'body')
  if (body !== undefined &&
    at(place, 'method')?.value === 'GET') report(`${path}/body`, body.offset, 'a GET has no body')
  checkVariables(url, urlPath, names, report)
  checkVariables(body, `${path}/body`, names, report)
}

function checkApi (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind !== 'map') return
  const url = at(place, 'url')
  const auth = at(place, 'auth')
  checkAddress(url, `${path}/url`, report)
  checkHeaders(at(place, 'headers'), `${path}/headers`, report)
  if (auth?.kind === 'map') exactlyOne(auth, ['basic', 'bearer', 'header', 'oauth2'], `${path}/auth`, report)
  const tokenUrl = at(auth, 'oauth2', 'tokenUrl')
  if (tokenUrl?.kind === 'text' && !/^(https?:\/\/|\$\{)/.test(String(tokenUrl.value))) {
    report(`${path}/auth/oauth2/tokenUrl`, tokenUrl.offset, 'expected a URL that starts with http:// or https://')
  }
  checkCredentials(url, `${path}/url`, [at(place, 'headers'), auth], report)
  const body = at(place, 'body')
  if (body !== undefined &&
    at(place, 'method')?.value === 'GET') report(`${path}/body`, body.offset, 'a GET has no body')
  checkVariables(url, `${path}/url`, names, report)
  checkVariables(at(place, 'headers'), `${path}/headers`, names, report)
  checkVariables(body, `${path}/body`, names, report)
  checkSaying(at(place, 'otherwise'), `${path}/otherwise`, names, report)
}

function checkAddress (url: Place | undefined, path: string, report: Report): void {
  if (url?.kind === 'text' && !/^(\/|https?:\/\/|\$\{|\{\{)/.test(String(url.value))) {
    report(path, url.offset,
      'expected a full URL, or a route that starts with a slash')
  }
}

/** Credentials go where the file says: not where a variable leads, which a webhook or a user may set. */
function checkCredentials (
  url: Place | undefined, path: string, places: ReadonlyArray<Place | undefined>, report: Report
): void {
  if (url?.kind !== 'text') return
  const address = String(url.value)
  if (/^(?:\/|\$\{)/.test(address) || fixedOrigin(address) !== undefined) return
  const secret = [
    address, ...places.filter(place => place !== undefined).map(({ value }) => JSON.stringify(value))
  ].some(text =>
    /(?<!\\)\$\{\w+\}/.test(text)) || places.some(place => place?.entries.some(({ key }) =>
    ['basic', 'bearer', 'header', 'oauth2'].includes(key) || holdsCredentials(key.toLowerCase())))
  if (secret) {
    report(path, url.offset,
      'a variable decides which host is called, and the call has credentials: write the host, with variables behind it')
  }
}

function checkMessage (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'list') {
    place.items.forEach((wording, index) => { checkMessage(wording, `${path}/${index}`, names, report) })
  } else if (place?.kind === 'map' && at(place, 'script') !== undefined) {
    checkScript(place, path, names, report)
  } else if (place?.kind === 'map' && at(place, 'type') === undefined && at(place, 'content') === undefined) {
    for (const { key, keyOffset, place: message, path: inner } of entriesAt(place, path)) {
      if (!names.languages.includes(key)) {
        report(inner, keyOffset,
        `\`${key}\` is no language of this bot${suggestName(key, names.languages)}`)
      } else checkMessage(message, inner, names, report)
    }
  } else if (place?.kind === 'map' || place?.kind === 'text') {
    checkReply(place, path, names, report)
  }
}

function checkScript (place: Place, path: string, names: Names, report: Report): void {
  for (const { key, keyOffset, path: inner } of entriesAt(place, path)) {
    if (key !== 'script') {
      report(inner, keyOffset,
    `unknown key \`${key}\` beside \`script\`, which makes the whole message`)
    }
  }
  checkVariables(at(place, 'script'), `${path}/script`, names, report, true)
}

function checkReply (place: Place, path: string, names: Names, report: Report): void {
  const type = at(place, 'type')
  const [meant] = type?.kind === 'text' ? suggest(String(type.value), TYPES) : []
  if (type !== undefined && meant !== undefined && meant !== type.value) {
    report(`${path}/type`, type.offset, `unknown type \`${String(type.value)}\`: did you mean \`${meant}\`?`)
    return
  }
  for (const { severity, path: where, message, fix } of lint([place.kind === 'text'
    ? { type: 'text', content: place.value }
    : place.value])) {
    if (severity === 'error') report(path + where.slice('/0'.length), place.offset, `${message}; ${fix}`)
  }
  checkVariables(place, path, names, report)
}

/** Tells of each variable in any text of a value that leads nowhere. @param isJson whether it is JSON in the making */
function checkVariables (
  place: Place | undefined, path: string, names: Names, report: Report, isJson = false
): void {
  if (place?.kind === 'text' && isTemplate(String(place.value))) {
    const { problem, variables } = names.templates?.inspect(String(place.value), isJson) ??
      { problem: undefined, variables: [] }
    if (problem !== undefined) {
      report(path, place.offset,
      `cannot be read as a template: ${problem}; there are ${TEMPLATE_HELPERS.join(', ')}`)
    }
    for (const variable of variables) checkPath(variable, place.offset, path, names, report)
  } else if (place?.kind === 'text') {
    for (const variable of variablesIn(String(place.value))) {
      const [helper = ''] = variable.split(/\s/)
      if (helper === variable) checkPath(variable, place.offset, path, names, report)
      else {
        report(path, place.offset,
          `there is no helper \`${helper}\`${suggestName(helper, TEMPLATE_HELPERS)}`)
      }
    }
  }
  place?.items.forEach((item, index) => { checkVariables(item, path + appendPointerStep(index), names, report) })
  for (const entry of entriesAt(place, path)) checkVariables(entry.place, entry.path, names, report)
}
