import { createHash } from 'node:crypto'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotFile, BotIntent } from '../bot-file/schema.ts'
import { valuesOf } from '../nlu/value-index.ts'
import { createAnnotator } from './annotate.ts'
import { createFileNames, lostKeys, type Exported, type ExportedFile } from './exported.ts'

/** The unpacked form of an agent of Dialogflow ES: zipped, it can be restored or imported there. */
export function toDialogflow (bot: BotFile): Exported {
  const { name, description = '', intents = {}, entities = {}, languages } = bot
  const [first = 'en', ...others] = languages
  const [intentFile, entityFile] = [createFileNames(), createFileNames()]
  const lost = lostKeys('', bot, { gold: 'Dialogflow has system entities of its own' })
  const files: ExportedFile[] = [
    jsonFile('package.json', { version: '1.0.0' }),
    jsonFile('agent.json', {
      description,
      language: first,
      supportedLanguages: others,
      displayName: name,
      defaultTimezone: 'Etc/GMT',
      mlMinConfidence: (bot.strictness ?? 50) / 100
    })
  ]
  for (const [slug, intent] of Object.entries(intents)) {
    const { expressions } = intent
    const file = `intents/${intentFile(slug)}`
    files.push(jsonFile(
      `${file}.json`,
      {
        id: uuidOf(`intent ${slug}`),
        name: slug,
        auto: true,
        contexts: [],
        responses: [{
          resetContexts: false,
          affectedContexts: [],
          parameters: parametersOf(bot, slug, intent),
          messages: [],
          speech: []
        }],
        priority: 500000,
        webhookUsed: false,
        fallbackIntent: false,
        events: []
      }
    ))
    for (const language of languages) {
      const sentences = expressions[language] ?? []
      if (sentences.length === 0) continue
      const annotate = createAnnotator(bot, language)
      files.push(jsonFile(`${file}_usersays_${language}.json`, sentences.map((source, index) => ({
        id: uuidOf(`${slug} ${language} ${index}`),
        data: annotate(source).map(({ text, entity }) => entity === undefined
          ? { text, userDefined: false }
          : { text, alias: entity, meta: `@${entity}`, userDefined: true }),
        isTemplate: false,
        count: 0,
        updated: 0
      }))))
    }
    lost.push(...lostKeys(`/intents${appendPointerStep(slug)}`, intent, {
      strictness: 'Dialogflow has one threshold for all intents',
      description: 'Dialogflow has no descriptions of intents'
    }))
  }
  for (const [entityName, entity] of Object.entries(entities)) {
    const { regex, free = false, of } = entity
    const file = `entities/${entityFile(entityName)}`
    files.push(jsonFile(`${file}.json`, {
      id: uuidOf(`entity ${entityName}`),
      name: entityName,
      isOverridable: true,
      isEnum: false,
      isRegexp: regex !== undefined,
      automatedExpansion: free,
      allowFuzzyExtraction: regex === undefined && (entity.strictness ?? 90) < 100
    }))
    for (const language of languages) {
      const entries = regex === undefined
        ? valuesOf(entity, language).map(({ value, texts }) => ({ value, synonyms: texts }))
        : [{ value: regex, synonyms: [] }]
      if (entries.length > 0) files.push(jsonFile(`${file}_entries_${language}.json`, entries))
    }
    const without = [
      entity.enrichment !== undefined || JSON.stringify(entity.values ?? []).includes('"enrichment"')
        ? 'enrichment'
        : '',
      of === undefined ? '' : 'roles',
      entity.description === undefined ? '' : 'descriptions of entities',
      entity.strictness === undefined ? '' : 'strictness of entities, but fuzzy matching or none',
      (entity.flags ?? '') === '' ? '' : 'flags of regular expressions',
      entity.after !== undefined || entity.before !== undefined ? 'words around an entity' : ''
    ].filter(word => word !== '')
    if (without.length > 0) {
      lost.push(`/entities${appendPointerStep(entityName)}: Dialogflow has no ${without.join(', ')}`)
    }
  }
  return { files, lost }
}

/** Entities in the expressions of an intent are its parameters. */
function parametersOf (bot: BotFile, slug: string, { expressions }: BotIntent): unknown[] {
  const used = new Set(Object.entries(expressions).flatMap(([language, sentences]) => {
    const annotate = createAnnotator(bot, language)
    return sentences.flatMap(sentence => annotate(sentence).flatMap(({ entity }) =>
      entity === undefined ? [] : [entity]))
  }))
  return [...used].map(name => ({
    id: uuidOf(`${slug} ${name}`),
    name,
    required: false,
    dataType: `@${name}`,
    value: `$${name}`,
    defaultValue: '',
    isList: false,
    prompts: [],
    promptMessages: [],
    noMatchPromptMessages: [],
    noInputPromptMessages: [],
    outputDialogContexts: []
  }))
}

function jsonFile (path: string, value: unknown): ExportedFile {
  return { path, text: `${JSON.stringify(value, null, 2)}\n` }
}

/** The same for the same thing in every export. */
function uuidOf (what: string): string {
  const hex = createHash('sha1').update(what).digest('hex')
  return [
    hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)
  ].join('-')
}
