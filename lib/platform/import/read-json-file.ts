import { isObject } from '../../replies/kind.ts'
import type { BotDraft } from './draft.ts'
import { readCaiDataset } from './formats/cai-dataset.ts'
import { readDataset } from './formats/dataset.ts'
import { readJson2018 } from './formats/json-2018.ts'
import type { BotExport } from './skills/bot-export.ts'
import { fieldsOf, firstText, listOf, textOf, type Fields } from './values.ts'

/**
 * Takes what a JSON file holds, known by its content and not by its name.
 *
 * @param name what its expressions are named after when they belong to no intent
 * @returns whether it was anything that is known
 */
export function readJsonFile (json: unknown, path: string, draft: BotDraft, parts: BotExport, name: string): boolean {
  if (Array.isArray(json)) return readBotList(json, draft)
  if (!isObject(json)) return false
  const has = (...keys: readonly string[]) => keys.some(key => Array.isArray(json[key]))
  if (has('bot_versions')) readVersions(json, path, draft, parts)
  else if (has('datasets', 'tagged_tokens', 'dataset_trainings') || isIndexed(json)) readDataset(json, path, draft)
  else if (has('gazettes')) readCaiDataset(json, path, draft)
  else if (has('qnas', 'faq_items', 'doclets')) parts.answers.push({ fields: json, source: path })
  else if (has('intents', 'entities', 'expressions')) readJson2018(json, path, draft, name)
  else return has('services') || json.checksum !== undefined // says only what the other files are
  return true
}

/** Whether expressions refer to intents by index. */
function isIndexed ({ expressions }: Fields): boolean {
  return listOf(expressions).some(expression => fieldsOf(expression).intent_id !== undefined)
}

/** Part blc: a list of one bot. */
function readBotList (list: readonly unknown[], draft: BotDraft): boolean {
  const bots = list.map(fieldsOf).filter(bot => bot.slug !== undefined &&
    (bot.data_policy !== undefined || bot.version !== undefined || bot.bot_type !== undefined))
  const name = firstText(bots[0] ?? {}, 'name', 'slug')
  if (name !== undefined) draft.name = name
  return bots.length > 0
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
    listOf(version.web_requests).forEach((request, index) => {
      parts.requests.push({ fields: fieldsOf(request), source: `${source}/web_requests/${index}` })
    })
    for (const list of Object.values(fieldsOf(version.templates))) {
      for (const template of listOf(list)
        .map(fieldsOf)) for (const key of [template.id, template.name]) parts.templates.set(textOf(key) ?? '', template)
    }
    for (const system of listOf(version.system_aliases)
      .map(fieldsOf)) for (const key of [system.id, system.name]) parts.systems.set(textOf(key) ?? '', system)
  })
}
