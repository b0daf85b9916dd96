import type { ImportReport } from '../report.ts'
import { listOf, textOf, type Fields } from '../values.ts'

/** A value with the place that it comes from. */
export interface Placed {
  readonly fields: Fields
  readonly source: string
}

/** The parts of an export that skills are spread over. */
export interface BotExport {
  /** Skills with their triggers: part csr. */
  readonly triggers: Placed[]
  /** Skills with requirements and actions: part dm. */
  readonly dialogs: Placed[]
  /** Calls of APIs and webhooks: part bc. */
  readonly requests: Placed[]
  /** Questions and answers, whose language is that of the bot: part qna. */
  readonly answers: Placed[]
  /** Saved headers and bodies, by id and name. */
  readonly templates: Map<string, Placed>
  /** Saved systems that calls go to, by id and name. */
  readonly systems: Map<string, Placed>
}

export function createBotExport (): BotExport {
  return { triggers: [], dialogs: [], requests: [], answers: [], templates: new Map(), systems: new Map() }
}

/** What the conversion of one skill knows. */
export interface SkillContext {
  readonly report: ImportReport
  readonly slug: string
  /** Pointer to the skill in the bot file. */
  readonly target: string
  /** Languages of the bot, the default one first. */
  readonly languages: readonly string[]
  /** Language of a message or title; one that is none is reported. */
  readonly languageOf: (written: unknown, source: string) => string
  /** Slug of a skill by its id, slug or name. */
  readonly findSkill: (name: string) => string | undefined
  /** The call of an action, by the id of the action. */
  readonly findRequest: (actionId: string | undefined) => Placed | undefined
  readonly templates: ReadonlyMap<string, Placed>
  readonly systems: ReadonlyMap<string, Placed>
  /** Adds a remark for a person to the bot file. */
  readonly comment: (text: string) => void
}

/** Items in the order of their `position`, as far as they have one, each with its index in the input. */
export function inOrder (list: unknown): ReadonlyArray<{ value: unknown, index: number }> {
  const position = (value: unknown) => Number(Object(value).position ?? 0)
  return listOf(list).map((value, index) => ({ value, index }))
    .sort((a, b) => position(a.value) - position(b.value) || a.index - b.index)
}

/** Every word that something may be called by. */
export function namesOf (fields: Fields): string[] {
  return [fields.id, fields.slug, fields.name].map(textOf).filter(name => name !== undefined)
}
