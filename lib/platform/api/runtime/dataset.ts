import { valuesOf } from '../../nlu/value-index.ts'
import type { FastifyInstance } from 'fastify'
import type { BotFile } from '../../bot-file/schema.ts'
import { answer, httpError } from '../answer.ts'

type Intents = NonNullable<BotFile['intents']>
type Entities = NonNullable<BotFile['entities']>

/** Since 2018, and before. */
const PATHS = ['/train/v2/users/:user/bots/:bot/versions/:version/dataset', '/v2/users/:user/bots/:bot']

interface One { Params: { slug: string } }

/** The training data, to read: it is changed in the bot file. */
export function datasetRoutes (scope: FastifyInstance, { languages, intents = {}, entities = {} }: BotFile): void {
  for (const path of PATHS) {
    const intentOf = (slug: string) => owned(intents, slug, 'Intent not found')
    const entityOf = (slug: string) => owned(entities, slug, 'Gazette not found')

    scope.get(`${path}/intents`,
      async () => answer(Object.entries(intents).map(([slug, intent]) => toIntent(slug, intent))))
    scope.get<One>(`${path}/intents/:slug`, async ({ params: { slug } }) =>
      answer({ ...toIntent(slug, intentOf(slug)), expressions: toExpressions(intentOf(slug)) }))
    scope.get<One>(`${path}/intents/:slug/expressions`,
      async ({ params: { slug } }) => answer(toExpressions(intentOf(slug))))
    for (const name of ['gazettes', 'entities']) {
      scope.get(`${path}/${name}`,
        async () => answer(Object.entries(entities).map(([slug, entity]) => toGazette(slug, entity))))
      scope.get<One>(`${path}/${name}/:slug`, async ({ params: { slug } }) =>
        answer({ ...toGazette(slug, entityOf(slug)), synonyms: toSynonyms(entityOf(slug), languages[0] as string) }))
      scope.get<One>(`${path}/${name}/:slug/synonyms`,
        async ({ params: { slug } }) => answer(toSynonyms(entityOf(slug), languages[0] as string)))
    }
    scope.route({
      method: ['POST', 'PUT', 'PATCH', 'DELETE'],
      url: `${path}/*`,
      handler: async () => {
        throw httpError(405,
          'The dataset cannot be changed here: edit the bot file, and start again')
      }
    })
  }
}

function owned<T> (all: Readonly<Record<string, T>>, slug: string, message: string): T {
  if (!Object.hasOwn(all, slug)) throw httpError(404, message)
  return all[slug] as T
}

function toIntent (slug: string, { description, expressions }: Intents[string]) {
  return {
    id: slug,
    slug,
    name: slug,
    description: description ?? null,
    is_activated: true,
    expressions_count: Object.values(expressions).flat().length
  }
}

function toExpressions ({ expressions }: Intents[string]) {
  return Object.entries(expressions).flatMap(([isocode, sentences]) =>
    sentences.map(source => ({ id: `${isocode}:${source}`, source, language: { isocode } })))
}

function toGazette (slug: string, { regex, free = false }: Entities[string]) {
  const type = regex !== undefined ? 'regex' : free ? 'free' : 'restricted'
  return { id: slug, slug, name: slug, is_open: free, is_custom: true, type, regex_pattern: regex ?? null }
}

function toSynonyms (entity: Entities[string], isocode: string) {
  return valuesOf(entity, isocode).flatMap(({ texts }) => texts).map(value => ({ value, language: { isocode } }))
}
