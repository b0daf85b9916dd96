import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { valuesOf } from '../nlu/value-index.ts'
import { createFileNames, lostKeys, type Exported, type ExportedFile } from './exported.ts'

/** The CSV that the platform imported: a file of expressions for each intent, and one of values for each entity. */
export function toCsv (bot: BotFile): Exported {
  const { intents = {}, entities = {}, languages } = bot
  const [intentFile, entityFile] = [createFileNames(), createFileNames()]
  const files: ExportedFile[] = []
  const lost = lostKeys('', bot, {
    description: 'a CSV says nothing of the bot',
    strictness: 'a CSV has no threshold',
    gold: 'a CSV does not say which gold entities are recognised'
  })
  for (const [slug, { expressions, description, strictness }] of Object.entries(intents)) {
    const rows = languages.flatMap(language => (expressions[language] ?? []).map(sentence => [sentence, language]))
    files.push({ path: `intents/${intentFile(slug)}.csv`, text: csvOf([['expression', 'language'], ...rows]) })
    if (description !== undefined || strictness !== undefined) {
      lost.push(`/intents${appendPointerStep(slug)}: a CSV has no description and no strictness`)
    }
  }
  for (const [name, entity] of Object.entries(entities)) {
    const values = languages.map(language => [language, valuesOf(entity, language)] as const)
    const rows = values.flatMap(([language, list]) => list.flatMap(({ texts }) => texts.map(text => [text, language])))
    files.push({ path: `entities/${entityFile(name)}.csv`, text: csvOf([['value', 'language'], ...rows]) })
    const { values: _, ...others } = entity
    const bound = values.some(([, list]) =>
      list.some(({ texts, enrichment }) => texts.length > 1 || enrichment !== undefined))
    const more = [...Object.keys(others), ...(bound ? ['synonyms and enrichment of its values'] : [])]
    if (more.length > 0) {
      lost.push(`/entities${appendPointerStep(name)}: a CSV has only values, and no ${more.join(', ')}`)
    }
  }
  return { files, lost }
}

/** Semicolons, quotes around every cell and doubled inside: what the platform took. */
function csvOf (rows: ReadonlyArray<readonly string[]>): string {
  return rows.map(cells => `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';')}\n`).join('')
}
