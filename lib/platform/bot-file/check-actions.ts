import { knownReplies } from '../../../schemas/replies.ts'
import { lint } from '../../replies/lint/lint.ts'
import { suggest } from '../../shared/suggest.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
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
  exactlyOne(place, ['message', 'webhook', 'memory', 'goto', 'language'], path, report)
  checkCondition(at(place, 'if'), `${path}/if`, names, report)
  checkMessage(at(place, 'message'), `${path}/message`, names, report)
  checkWebhook(at(place, 'webhook'), `${path}/webhook`, names, report)
  checkVariables(at(place, 'memory'), `${path}/memory`, names, report)
  const goto = at(place, 'goto')
  checkSkillName(goto, `${path}/goto`, names, report)
  checkSkillName(at(goto, 'skill'), `${path}/goto/skill`, names, report)
  checkName(at(place, 'language'), `${path}/language`, 'language', names.languages, report)
}

/** A variable may name the skill, too. */
function checkSkillName (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'text' && variablesIn(String(place.value)).length > 0) checkVariables(place, path, names, report)
  else checkName(place, path, 'skill', names.skills, report)
}

function checkWebhook (place: Place | undefined, path: string, names: Names, report: Report): void {
  const [url, urlPath] = place?.kind === 'map' ? [at(place, 'url'), `${path}/url`] : [place, path]
  if (url?.kind === 'text' && !/^(\/|https?:\/\/|\$\{|\{\{)/.test(String(url.value))) {
    report(urlPath, url.offset, 'expected a full URL, or a route that starts with a slash')
  }
  checkHeaders(at(place, 'headers'), `${path}/headers`, report)
  const body = at(place, 'body')
  if (body !== undefined && at(place, 'method')?.value === 'GET') report(`${path}/body`, body.offset, 'a GET has no body')
  checkVariables(url, urlPath, names, report)
  checkVariables(body, `${path}/body`, names, report)
}

function checkMessage (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'map' && at(place, 'type') === undefined && at(place, 'content') === undefined) {
    for (const { key, keyOffset, place: message, path: inner } of entriesAt(place, path)) {
      if (!names.languages.includes(key)) report(inner, keyOffset, `\`${key}\` is no language of this bot${suggestName(key, names.languages)}`)
      else checkReply(message, inner, names, report)
    }
  } else if (place?.kind === 'map' || place?.kind === 'text') {
    checkReply(place, path, names, report)
  }
}

function checkReply (place: Place, path: string, names: Names, report: Report): void {
  const type = at(place, 'type')
  const [meant] = type?.kind === 'text' ? suggest(String(type.value), TYPES) : []
  if (type !== undefined && meant !== undefined && meant !== type.value) {
    report(`${path}/type`, type.offset, `unknown type \`${String(type.value)}\`: did you mean \`${meant}\`?`)
    return
  }
  for (const { severity, path: where, message, fix } of lint([place.kind === 'text' ? { type: 'text', content: place.value } : place.value])) {
    if (severity === 'error') report(path + where.slice('/0'.length), place.offset, `${message}; ${fix}`)
  }
  checkVariables(place, path, names, report)
}

/** Tells of each variable in any text of a value that leads nowhere. */
function checkVariables (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'text') for (const variable of variablesIn(String(place.value))) checkPath(variable, place.offset, path, names, report)
  place?.items.forEach((item, index) => { checkVariables(item, path + appendPointerStep(index), names, report) })
  for (const entry of entriesAt(place, path)) checkVariables(entry.place, entry.path, names, report)
}
