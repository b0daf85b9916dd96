import { isObject } from '../../replies/kind.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotDraft } from './draft.ts'
import { readCaiDataset } from './formats/cai-dataset.ts'
import { readDataset } from './formats/dataset.ts'
import { readJson2018 } from './formats/json-2018.ts'
import type { BotExport, Placed } from './skills/bot-export.ts'
import type { Kind } from './known-keys.ts'
import { reportUnreadKeys } from './unread-keys.ts'
import { fieldsOf, firstText, listOf, textOf, type Fields } from './values.ts'

/**
 * Takes what a JSON file holds, known by its content and not by its name.
 *
 * @param name what its expressions are named after when they belong to no intent
 * @returns whether it was anything that is known
 */
export function readJsonFile (json: unknown, path: string, draft: BotDraft, parts: BotExport, name: string): boolean {
  if (Array.isArray(json)) return readBotList(json, path, draft)
  if (!isObject(json)) return false
  const kind = kindOf(json)
  if (kind === undefined) return false
  switch (kind) {
    case 'versions': readVersions(json, path, draft, parts); break
    case 'train': readDataset(json, path, draft); break
    case 'caiDataset': readCaiDataset(json, path, draft); break
    case 'questions': parts.answers.push({ fields: json, source: path }); break
    case 'import2018': readJson2018(json, path, draft, name); break
    case 'transport': readTransport(json, path, draft)
  }
  reportUnreadKeys(json, kind, path, draft.report)
  return true
}

type FileKind = Extract<Kind, 'versions' | 'train' | 'caiDataset' | 'questions' | 'import2018' | 'transport'>

function kindOf (json: Fields): FileKind | undefined {
  const has = (...keys: readonly string[]) => keys.some(key => Array.isArray(json[key]))
  if (has('bot_versions')) return 'versions'
  if (has('datasets', 'tagged_tokens', 'dataset_trainings') || isIndexed(json)) return 'train'
  if (has('gazettes')) return 'caiDataset'
  if (has('qnas', 'faq_items', 'doclets')) return 'questions'
  if (has('intents', 'entities', 'expressions')) return 'import2018'
  return has('services') || json.checksum !== undefined ? 'transport' : undefined
}

/** Whether expressions refer to intents by index. */
function isIndexed ({ expressions }: Fields): boolean {
  return listOf(expressions).some(expression => fieldsOf(expression).intent_id !== undefined)
}

/** Part blc: a list of one bot. */
function readBotList (list: readonly unknown[], path: string, draft: BotDraft): boolean {
  const isBot = (bot: Fields) => bot.slug !== undefined &&
    (bot.data_policy !== undefined || bot.version !== undefined || bot.bot_type !== undefined)
  const bots = list.map(fieldsOf)
  const first = bots.findIndex(isBot)
  if (first === -1) return false
  const bot = bots[first] as Fields
  const name = firstText(bot, 'name', 'slug')
  if (name !== undefined) draft.name = name
  const description = textOf(bot.description)
  if (description !== undefined) draft.description = description
  bots.forEach((other, index) => {
    if (index === first) return
    draft.report.lost(`${path}#/${index}`, isBot(other)
      ? `the bot ${firstText(other, 'name', 'slug')} is left out: a bot file holds one, import it by itself`
      : 'it is no bot: left out')
  })
  reportUnreadKeys([bot], 'bot', path, draft.report)
  return true
}

/** Part transportagent: says only what the other files are. */
function readTransport ({ bots }: Fields, path: string, draft: BotDraft): void {
  listOf(bots).slice(1).forEach((value, index) => {
    draft.report.lost(`${path}#/bots/${index + 1}`,
      `the export is of a second bot, too (${firstText(fieldsOf(value), 'bot_slug', 'slug') ?? 'without a name'}): ` +
      'import it by itself')
  })
}

/** Parts csr, dm and bc have the same frame. */
function readVersions (json: Fields, path: string, draft: BotDraft, parts: BotExport): void {
  listOf(json.bot_versions).forEach((value, index) => {
    const version = fieldsOf(value)
    const source = `${path}#/bot_versions/${index}`
    if (index > 0 && listOf(version.skills).length > 0) {
      draft.report.lost(source, 'another version of the bot is left out: import it by itself')
      return
    }
    listOf(version.skills).forEach((skill, index) => {
      const placed = { fields: fieldsOf(skill), source: `${source}/skills/${index}` }
      const isTriggers = 'in_condition' in placed.fields || 'slug' in placed.fields || 'type' in placed.fields
      if (isTriggers) parts.triggers.push(placed)
      if (!isTriggers || 'out_condition' in placed.fields || 'requirement' in placed.fields) parts.dialogs.push(placed)
    })
    listOf(version.skill_groups).forEach((value, index) => {
      const group = fieldsOf(value)
      draft.report.lost(`${source}/skill_groups/${index}`, `the skill group ${firstText(group, 'name', 'slug') ??
        'without a name'} is left out: a bot file has none, its skills are there`)
    })
    listOf(version.web_requests).forEach((request, index) => {
      parts.requests.push({ fields: fieldsOf(request), source: `${source}/web_requests/${index}` })
    })
    for (const [name, list] of Object.entries(fieldsOf(version.templates))) {
      addSaved(list, `${source}/templates${appendPointerStep(name)}`, parts.templates)
    }
    addSaved(version.system_aliases, `${source}/system_aliases`, parts.systems)
  })
}

/** Adds what calls share, by its id and its name. */
function addSaved (list: unknown, source: string, saved: Map<string, Placed>): void {
  listOf(list).forEach((value, index) => {
    const fields = fieldsOf(value)
    const placed = { fields, source: `${source}/${index}` }
    const names = [fields.id, fields.name].map(textOf).filter(name => name !== undefined)
    for (const name of names.length === 0 ? [placed.source] : names) saved.set(name, placed)
  })
}
