import { goldEntities } from '../../../schemas/gold-entities.ts'
import { RECOGNISED } from '../nlu/gold-names.ts'
import { loadTemplates, usesTemplates, type Templates } from '../engine/template.ts'
import { checkActions, checkSaying } from './check-actions.ts'
import { checkCondition, checkTriggers } from './check-condition.ts'
import { checkHeaders, checkName, checkRegex, exactlyOne, type Names } from './check-word.ts'
import { warnOfCircles } from './warn-of-circles.ts'
import { warnOfUnrecognised } from './warn-of-unrecognised.ts'
import { at, entriesAt, type Place } from './document.ts'
import { suggestName, type Report } from './bot-file-issue.ts'

/**
 * Tells of what is well formed but cannot be meant: names that lead nowhere, choices that are none, texts that cannot
 * be read.
 */
export async function checkMeaning (root: Place, report: Report): Promise<void> {
  const keysOf = (place: Place | undefined) => (place?.entries ?? []).map(({ key }) => key)
  const names: Names = {
    languages: (at(root, 'languages')?.items ?? []).map(({ value }) => String(value)),
    intents: keysOf(at(root, 'intents')),
    entities: [...new Set([...keysOf(at(root, 'entities')), ...Object.keys(goldEntities)])],
    skills: keysOf(at(root, 'skills')),
    templates: await templatesIn(root)
  }
  checkWebhook(at(root, 'webhook'), report)
  for (const intent of entriesAt(at(root, 'intents'), '/intents')) {
    for (const { key, keyOffset, path } of entriesAt(at(intent.place, 'expressions'), `${intent.path}/expressions`)) {
      if (!names.languages.includes(key)) {
        report(path, keyOffset,
        `\`${key}\` is no language of this bot${suggestName(key, names.languages)}`)
      }
    }
  }
  for (const { place, path } of entriesAt(at(root, 'entities'), '/entities')) checkEntity(place, path, names, report)
  at(root, 'gold')?.items.forEach(({ value, offset }, index) => {
    const name = String(value)
    if (!RECOGNISED.includes(name)) {
      report(`/gold/${index}`, offset,
      `\`${name}\` is nothing that the NLU library recognises${suggestName(name, RECOGNISED)}`)
    }
  })
  for (const { place, path } of entriesAt(at(root, 'skills'), '/skills')) checkSkill(place, path, names, report)
  checkFallback(root, names, report)
  checkName(at(root, 'initialize'), '/initialize', 'skill', names.skills, report)
  checkName(at(root, 'disambiguation'), '/disambiguation', 'skill', names.skills, report)
  warnOfUnrecognised(root, names, report)
  warnOfCircles(root, report)
}

/** Without the package for them, they are told when the bot is opened. */
async function templatesIn (root: Place): Promise<Templates | undefined> {
  return usesTemplates(root.value) ? await loadTemplates().catch(() => undefined) : undefined
}

function checkWebhook (place: Place | undefined, report: Report): void {
  for (const key of ['url', 'errors']) {
    const url = at(place, key)
    if (url?.kind === 'text' && !/^(https?:\/\/|\$\{)/.test(String(url.value))) {
      report(`/webhook/${key}`, url.offset,
        'expected a URL that starts with http:// or https://')
    }
  }
  checkHeaders(at(place, 'headers'), '/webhook/headers', report)
  const auth = at(place, 'auth')
  if (auth?.kind === 'map') exactlyOne(auth, ['basic', 'bearer', 'header'], '/webhook/auth', report)
}

function checkEntity (place: Place, path: string, names: Names, report: Report): void {
  if (place.kind !== 'map') return
  const has = (key: string) => at(place, key) !== undefined
  if (!has('after') && !has('before') && !has('of')) exactlyOne(place, ['values', 'regex'], path, report)
  else if (has('values') && has('regex')) report(path, place.offset, 'only one of `values`, `regex` can be given')
  if ((has('after') || has('before')) && !has('of') && at(place, 'free')?.value !== true) {
    report(path, place.offset,
      '`after` and `before` are for a free entity or a role: add `free: true` or `of`')
  }
  checkName(at(place, 'of'), `${path}/of`, 'entity', names.entities, report)
  const values = at(place, 'values')
  if (values?.kind === 'map') {
    for (const { key, keyOffset, path: inner } of entriesAt(values, `${path}/values`)) {
      if (!names.languages.includes(key)) {
        report(inner, keyOffset,
      `\`${key}\` is no language of this bot${suggestName(key, names.languages)}`)
      }
    }
  }
  const regex = at(place, 'regex')
  if (regex?.kind === 'text') {
    checkRegex(String(regex.value), regex.offset, `${path}/regex`, report,
      validFlags(at(place, 'flags')?.value))
  }
}

function checkSkill (place: Place, path: string, names: Names, report: Report): void {
  checkTriggers(at(place, 'triggers'), `${path}/triggers`, names, report)
  at(place, 'requirements')?.items.forEach((requirement, index) => {
    checkRequirement(requirement,
    `${path}/requirements/${index}`, names, report)
  })
  checkActions(at(place, 'actions'), `${path}/actions`, names, report)
}

function checkRequirement (place: Place, path: string, names: Names, report: Report): void {
  if (place.kind !== 'map') return
  exactlyOne(place, ['entity', 'intent', 'and', 'or'], path, report)
  for (const group of ['and', 'or']) {
    at(place, group)?.items.forEach((requirement, index) => {
      checkRequirement(requirement, `${path}/${group}/${index}`, names, report)
    })
  }
  checkName(at(place, 'entity'), `${path}/entity`, 'entity', names.entities, report)
  checkName(at(place, 'intent'), `${path}/intent`, 'intent', names.intents, report)
  checkSaying(at(place, 'question'), `${path}/question`, names, report)
  checkSaying(at(place, 'complete'), `${path}/complete`, names, report)
  checkCondition(at(place, 'validation', 'condition'), `${path}/validation/condition`, names, report)
  checkSaying(at(place, 'validation', 'otherwise'), `${path}/validation/otherwise`, names, report)
}

/** Wrong ones are told by the shape. */
function validFlags (flags: unknown): string {
  return typeof flags === 'string' && /^(?!.*(.).*\1)[imsuv]*$/.test(flags) &&
    !(flags.includes('u') && flags.includes('v'))
    ? flags
    : ''
}

function checkFallback (root: Place, { skills }: Names, report: Report): void {
  const fallback = at(root, 'fallback')
  checkName(fallback, '/fallback', 'skill', skills, report)
  const triggers = at(root, 'skills', String(fallback?.value), 'triggers')
  if (triggers !== undefined) {
    report(`/skills/${String(fallback?.value)}/triggers`, triggers.offset,
      'the fallback runs when nothing else does: it can have no triggers')
  }
}
