import { valuesOf as valuesInLanguage } from '../platform/nlu/value-index.ts'
import type { BotFile } from '../platform/bot-file/schema.ts'
import { appendRoute } from '../platform/calls/url.ts'
import { isObject } from '../replies/kind.ts'
import type { CheckOptions } from './options.ts'

/** One webhook action of a skill: what is called, and what the platform would have understood before. */
export interface Entry {
  readonly skill: string
  /** May hold variables. */
  readonly url: string
  readonly method: NonNullable<CheckOptions['method']>
  /** That of the author's own, with variables; undefined for the platform's. */
  readonly body?: unknown
  /** Slug of the intent that leads to the skill. */
  readonly intent: string
  /** Names of entities that the skill asks for, each with the key it is remembered under. */
  readonly entities: ReadonlyMap<string, string>
  /** Values of the bot's own entities, by name. */
  readonly values: ReadonlyMap<string, string>
}

interface Call { url: string, method?: Entry['method'], body?: unknown }

const DEFAULT_SKILL = 'greetings'

export function entriesOf (
  url: string, bot: BotFile | undefined, skills: readonly string[] | undefined, method: CheckOptions['method']
): Entry[] {
  if (bot === undefined) {
    return (skills ?? [DEFAULT_SKILL]).map(skill => ({
      skill,
      url,
      method: method ?? 'POST',
      intent: skill,
      entities: new Map(),
      values: new Map()
    }))
  }
  const values = valuesOf(bot)
  return Object.entries(bot.skills)
    .filter(([skill]) => skills === undefined || skills.includes(skill))
    .flatMap(([skill, { triggers, requirements = [], actions = [] }]) => {
      const intent = intentIn(triggers) ?? skill
      const entities = new Map(
        requirements.flatMap(({ entity, as }) => (entity === undefined ? [] : [[entity, as ?? entity] as const]))
      )
      const calls = actions.flatMap(({ webhook }): Call[] =>
        webhook === undefined ? [] : typeof webhook === 'string' ? [{ url: webhook }] : [webhook]
      )
      return calls.map(call => ({
        skill,
        url: call.url.startsWith('/') ? appendRoute(url.replace(/(?<!\/)\/+(?=$|\?)/, ''), call.url) : call.url,
        method: method ?? call.method ?? 'POST',
        body: call.body,
        intent,
        entities,
        values
      }))
    })
}

function valuesOf ({ entities = {}, languages: [first = ''] }: BotFile): Map<string, string> {
  return new Map(
    Object.entries(entities).map(([name, entity]) => [name, valuesInLanguage(entity, first)[0]?.value ?? name])
  )
}

/** The first intent that a trigger names, however deep. */
function intentIn (triggers: unknown): string | undefined {
  if (Array.isArray(triggers)) return triggers.map(intentIn).find(intent => intent !== undefined)
  if (!isObject(triggers)) return undefined
  return typeof triggers.intent === 'string' ? triggers.intent : intentIn(Object.values(triggers))
}
