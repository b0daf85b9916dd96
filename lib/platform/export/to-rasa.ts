import { importOptionalPackage } from '../../shared/optional-package.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotFile } from '../bot-file/schema.ts'
import { valuesOf } from '../nlu/value-index.ts'
import { createAnnotator, type Part } from './annotate.ts'
import { lostKeys, type Exported } from './exported.ts'

/** Training data of Rasa 3: a file for each language, for a model of Rasa has one, and a domain with the names. */
export async function toRasa (bot: BotFile): Promise<Exported> {
  const yaml = await importOptionalPackage<typeof import('yaml')>('yaml',
    { what: 'writing training data for Rasa', packages: ['yaml'], production: false })
  const { intents = {}, entities = {}, languages } = bot
  const lost = lostKeys('', bot, {
    description: 'training data of Rasa says nothing of the bot',
    strictness: 'Rasa has its threshold in its configuration',
    gold: 'Rasa has gold entities by its extractors, in its configuration'
  })
  const files = languages.map(language => {
    const annotate = createAnnotator(bot, language)
    const nlu = [
      ...Object.entries(intents)
        .map(([intent, { expressions }]) => ({ intent, sentences: expressions[language] ?? [] }))
        .filter(({ sentences }) => sentences.length > 0)
        .map(({ intent, sentences }) => (
          { intent, examples: examplesOf(sentences.map(source => marked(annotate(source)))) }
        )),
      ...Object.entries(entities).flatMap(([name, entity]) => {
        const values = valuesOf(entity, language)
        return [
          ...values.filter(({ texts }) => texts.length > 1)
            .map(({ value, texts }) => ({ synonym: value, examples: examplesOf(texts.slice(1)) })),
          ...(values.length > 0 ? [{ lookup: name, examples: examplesOf(values.flatMap(({ texts }) => texts)) }] : []),
          ...(entity.regex === undefined
            ? []
            : [{ regex: name, examples: examplesOf([withFlags(entity.regex, entity.flags)]) }])
        ]
      })
    ]
    return {
      path: `nlu.${language}.yml`,
      text: yaml.stringify({ version: '3.1', nlu }, { lineWidth: 0, blockQuote: 'literal' })
    }
  })
  for (const [slug, intent] of Object.entries(intents)) {
    lost.push(...lostKeys(`/intents${appendPointerStep(slug)}`, intent, {
      strictness: 'Rasa has one threshold for all intents, in its configuration',
      description: 'Rasa has no descriptions'
    }))
  }
  for (const [name, entity] of Object.entries(entities)) {
    const { enrichment, of, values, flags = '' } = entity
    lost.push(...lostKeys(`/entities${appendPointerStep(name)}`, entity, {
      strictness: 'Rasa has no strictness of entities',
      description: 'Rasa has no descriptions',
      after: 'Rasa learns the words around an entity from its examples',
      before: 'Rasa learns the words around an entity from its examples'
    }))
    if (/[^iuv]/.test(flags)) {
      lost.push(`/entities${appendPointerStep(name)}/flags: write the flags ${flags} into the regular expression`)
    }
    if (enrichment !== undefined || JSON.stringify(values ?? [])
      .includes('"enrichment"')) lost.push(`/entities${appendPointerStep(name)}: Rasa has no enrichment`)
    if (of !== undefined) {
      lost.push(`/entities${appendPointerStep(name)}/of: tag the words with a role of ${of} by hand`)
    }
  }
  const domain = { version: '3.1', intents: Object.keys(intents), entities: Object.keys(entities) }
  return { files: [...files, { path: 'domain.yml', text: yaml.stringify(domain) }], lost }
}

function examplesOf (lines: readonly string[]): string {
  return lines.map(line => `- ${line.replace(/\s+/g, ' ')}\n`).join('')
}

/** `[NYC](city)`; with another value than its words as JSON. Brackets of one's own would be read as that. */
function marked (parts: readonly Part[]): string {
  return parts.map(({ text, entity, value }) => {
    const plain = text.replaceAll('[', '(').replaceAll(']', ')')
    if (entity === undefined) return plain
    return value === undefined || value.toLowerCase() === text.toLowerCase()
      ? `[${plain}](${entity})`
      : `[${plain}]${JSON.stringify({ entity, value })}`
  }).join('')
}

/** Python takes flags inside. */
function withFlags (regex: string, flags = ''): string {
  return flags.includes('i') ? `(?i)${regex}` : regex
}
