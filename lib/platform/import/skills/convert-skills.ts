import { appendPointerStep } from '../../../shared/json/json-pointer.ts'
import type { BotAction, BotSkill } from '../../bot-file/schema.ts'
import { addComment, type BotDraft } from '../draft.ts'
import { languageOf } from '../language.ts'
import { fieldsOf, firstText, flagOf, listOf, slugOf, textOf, type Fields } from '../values.ts'
import { namesOf, type BotExport, type Placed, type SkillContext } from './bot-export.ts'
import { reportName } from '../report-name.ts'
import { convertActions } from './convert-actions.ts'
import { convertCondition } from './convert-condition.ts'
import { convertRequirements } from './convert-requirements.ts'

/** What the editor wrote for a new skill. */
const STANDARD_README = /^# README\s+> You can update this readme[^\n]*$/

/**
 * Makes the skills of a bot file from the parts of an export, which belong together by the ids of skills and actions.
 */
export function convertSkills (parts: BotExport, draft: BotDraft): void {
  const separate = parts.dialogs.filter(dialog => !parts.triggers.includes(dialog))
  const dialogs = new Map(separate.filter(dialog => idOf(dialog) !== undefined).map(dialog => [idOf(dialog), dialog]))
  const slugs = slugsOf(parts, draft)
  const byName = new Map<string, string>()
  for (const [{ fields }, slug] of slugs) {
    for (const name of namesOf(fields)) {
      if (!byName.has(name)) byName.set(name, slug)
    }
  }
  const requests = new Map(parts.requests.map(request => [actionOf(request), request]))
  const actions = JSON.stringify(parts.dialogs.map(({ fields }) => fields))
  for (const request of parts.requests) {
    const id = actionOf(request)
    if (id === undefined || requests.get(id) !== request || !actions.includes(JSON.stringify(id))) {
      draft.report.lost(request.source, 'the call belongs to no action of the export: left out')
    }
  }
  reportUnused(parts, draft)
  for (const dialog of separate) {
    if (idOf(dialog) !== undefined && dialogs.get(idOf(dialog)) !== dialog) {
      draft.report.lost(dialog.source, 'another skill has the same id: its requirements and actions are taken, not ' +
        'these')
    }
  }
  for (const [skill, slug] of slugs) {
    const elsewhere = parts.triggers.includes(skill) ? dialogs.get(idOf(skill)) : undefined
    const dialog = elsewhere ?? parts.dialogs.find(dialog => dialog === skill)
    if (dialog === undefined) {
      draft.report.lost(skill.source, `skill ${slug} has no requirements and actions in this ` +
      'export: give its whole zip', `/skills${appendPointerStep(slug)}`)
    }
    draft.origins.set(`/skills${appendPointerStep(slug)}`, (dialog ?? skill).source)
    const context = contextOf(slug, parts, draft, byName, requests)
    draft.skills.set(slug, convertSkill(skill, dialog, slug, draft, context))
  }
}

function idOf ({ fields }: Placed): string | undefined {
  return textOf(fields.id)
}

/** The id of the action that a call belongs to. */
function actionOf ({ fields }: Placed): string | undefined {
  return textOf(fieldsOf(fields.reference).reference_id)
}

/** Skills of part csr, then those that part dm alone knows; each with a slug of its own. */
function slugsOf ({ triggers, dialogs }: BotExport, { report, skills }: BotDraft): Map<Placed, string> {
  const known = new Set(triggers.map(idOf))
  const slugs = new Map<Placed, string>()
  const taken = new Set(skills.keys()) // of questions with answers
  const others = dialogs.filter(dialog => !triggers.includes(dialog) &&
    (idOf(dialog) === undefined || !known.has(idOf(dialog))))
  for (const skill of [...triggers, ...others]) {
    const wanted = textOf(skill.fields.slug) ?? (slugOf(textOf(skill.fields.name) ?? '') || 'skill')
    let slug = wanted
    for (let number = 2; taken.has(slug); number++) slug = `${wanted}-${number}`
    if (slug !== wanted) {
      report.changed(skill.source, `the skill ${wanted} is there twice: this one is ${slug}`,
        `/skills${appendPointerStep(slug)}`)
    }
    taken.add(slug)
    slugs.set(skill, slug)
  }
  return slugs
}

/** Saved headers, bodies and systems that no call uses. */
function reportUnused ({ requests, templates, systems }: BotExport, { report }: BotDraft): void {
  const used = new Set(requests.flatMap(({ fields }) => [
    fields.system_alias_id, fieldsOf(fields.system_alias).id,
    ...[fields.header, fields.body].map(fieldsOf).flatMap(part => [part.id, part.template_id, part.template_name])
  ].map(textOf)))
  for (const [what, saved] of [['saved header or body', templates], ['saved system', systems]] as const) {
    for (const { fields, source } of new Set(saved.values())) {
      if (!namesOf(fields).some(name => used.has(name))) {
        report.lost(source, `the ${what} ${firstText(fields, 'name', 'id') ?? 'without a name'} is left out: no call ` +
          'uses it')
      }
    }
  }
}

function contextOf (slug: string, { templates, systems }: BotExport, draft: BotDraft, byName: ReadonlyMap<
  string, string
>, requests: ReadonlyMap<string | undefined, Placed>): SkillContext {
  const target = `/skills${appendPointerStep(slug)}`
  return {
    report: draft.report,
    slug,
    target,
    languages: [...draft.languages],
    languageOf: (written, source) => languageOf(draft, written, source),
    findSkill: name => byName.get(name),
    findRequest: id => id === undefined ? undefined : requests.get(id),
    templates,
    systems,
    comment: text => { addComment(draft, target, text) }
  }
}

function convertSkill ({
  fields, source
}: Placed, dialog: Placed | undefined, slug: string, draft: BotDraft, context: SkillContext): BotSkill {
  const type = textOf(fields.type) ?? 'business'
  if (!isRole(type) && type !== 'business' && type !== 'floating') {
    context.report.changed(source, `skill ${slug} is of the unknown type ${type}: it is one like all others`,
      context.target)
  }
  const triggers = convertTriggers(fields, `${source}/in_condition`, type, slug, context)
  const requirements = dialog === undefined
    ? []
    : convertRequirements(dialog.fields.requirement, `${dialog.source}/requirement`, context)
  const actions = dialog === undefined
    ? []
    : convertActions(dialog.fields.out_condition, `${dialog.source}/out_condition`, context)
  if (flagOf(fields.is_active) !== false) setRole(type, slug, source, draft)
  else if (isRole(type)) {
    context.report.lost(source, `skill ${slug} of type ${type} was switched off: it is not used`, context.target)
    context.comment('it was switched off')
  }
  if (type === 'disambiguation' &&
    !actions.some(({ disambiguate }) => disambiguate !== undefined)) addChoice(actions, context)
  const title = titleOf(fields, source, context)
  const readme = textOf(fields.readme)?.trim()
  return {
    ...(title !== undefined && { title }),
    ...(readme !== undefined && !STANDARD_README.test(readme) && { description: readme }),
    ...(triggers !== undefined && { triggers }),
    ...(requirements.length > 0 && { requirements }),
    ...(actions.length > 0 && { actions })
  }
}

function convertTriggers (
  fields: Fields, source: string, type: string, slug: string, context: SkillContext
): BotSkill['triggers'] | undefined {
  if (fields.in_condition === null || fields.in_condition === undefined) return undefined
  const condition = convertCondition(fields.in_condition, source, context)
  if (condition === 'always') return undefined
  if (flagOf(fields.is_active) === false && !isRole(type)) {
    context.report.lost(source, `skill ${slug} was switched off: it has no triggers`, context.target)
    context.comment('it was switched off')
    return undefined
  }
  if (isRole(type)) {
    context.report.lost(source, `the triggers of skill ${slug} of type ${type} are left out: it runs by itself`,
      context.target)
    return undefined
  }
  if (condition === 'unknown') {
    context.report.lost(source, `the triggers of skill ${slug} cannot be read: it has none`, context.target)
    return undefined
  }
  return condition.or !== undefined && Object.keys(condition).length === 1 ? condition.or : condition
}

function isRole (type: string): boolean {
  return type === 'fallback' || type === 'disambiguation' || type.startsWith('init')
}

/** One skill each is the fallback, the disambiguation and the beginning of a bot. */
function setRole (type: string, slug: string, source: string, draft: BotDraft): void {
  if (!isRole(type)) return
  const role = type === 'fallback' || type === 'disambiguation' ? type : 'initialize'
  if (draft[role] === undefined) draft[role] = slug
  else {
    draft.report.lost(source, `${slug} is another skill of type ${type}: only ${String(draft[role])} is used`,
    `/skills${appendPointerStep(slug)}`)
  }
}

/** The platform put a button for each skill under the message of its disambiguation skill. */
function addChoice (actions: NonNullable<BotSkill['actions']>, { languages }: SkillContext): void {
  const last = actions.at(-1)
  const asked = wordsOf(last?.message, languages)
  if (last?.if === undefined && asked !== undefined) actions.splice(-1, 1, { disambiguate: asked })
  else if (!JSON.stringify(actions)
    .includes('trigger_skill')) actions.push({ disambiguate: 'Did you mean one of these?' })
}

/** The words of a message that is a text in each of its languages, with all of its wordings. */
function wordsOf (message: unknown, languages: readonly string[]): BotAction['disambiguate'] {
  const words = (value: unknown): string | undefined => {
    const { type, content } = fieldsOf(value)
    return typeof value === 'string' ? value : type === 'text' && typeof content === 'string' ? content : undefined
  }
  if (words(message) !== undefined) return words(message)
  const byLanguage = Array.isArray(message) ? { [languages[0] as string]: message } : fieldsOf(message)
  const own = Object.entries(byLanguage).map(([language, value]) => [language, [value].flat().map(words)] as const)
  return own.length > 0 &&
    own.every(([language, wordings]) => languages.includes(language) && !wordings.includes(undefined))
    ? Object.fromEntries(own.map(([language, wordings]) => [language, wordings.length === 1 ? wordings[0] : wordings]))
    : undefined
}

/** Titles of a skill by language, for the buttons of the disambiguation. */
function titleOf (
  fields: Fields, source: string, context: SkillContext
): BotSkill['title'] {
  const { languages, languageOf, report, target } = context
  const titles = listOf(fields.skill_titles).map(fieldsOf).flatMap((title, index) => {
    const place = `${source}/skill_titles/${index}`
    const language = languageOf(title.language, place)
    const text = firstText(title, 'title', 'value', 'name')
    if (text === undefined) return []
    if (languages.includes(language)) return [[language, text] as const]
    report.lost(place, `the title \`${text}\` is left out: the bot has nothing else in ${language}`, target)
    return []
  })
  const [first] = titles
  const name = textOf(fields.name)
  if (first !== undefined && !titles.some(([, title]) => title === name)) {
    reportName('skill', name, context.slug, source, context.target, context.report)
  }
  if (first === undefined) {
    return name === undefined || slugOf(name) === textOf(fields.slug) || name === textOf(fields.slug) ? undefined : name
  }
  return languages.length === 1 ? first[1] : Object.fromEntries(titles)
}
