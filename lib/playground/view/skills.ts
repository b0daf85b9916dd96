import { getTriggers } from '../../platform/engine/condition.ts'
import { describeCondition } from '../../platform/engine/describe-condition.ts'
import type { BotAction, BotFile, BotRequirement, BotSkill } from '../../platform/bot-file/schema.ts'

/** A skill, and where it leads to. */
export interface SkillView {
  readonly slug: string
  /** When it runs, as the bot file says; what runs without a trigger has none. */
  readonly triggers: readonly string[]
  /** Whether the bot file names it as fallback, disambiguation or initialize. */
  readonly roles: readonly string[]
  readonly requires: readonly string[]
  readonly gotos: readonly string[]
  /** Methods and addresses of webhooks and APIs. */
  readonly calls: readonly string[]
}

export interface SkillsView {
  readonly skills: readonly SkillView[]
  /** The same as a flowchart, for tools that draw Mermaid. */
  readonly mermaid: string
}

const ROLES = ['fallback', 'disambiguation', 'initialize'] as const

/** @param bot null without a bot file: there are no skills then */
export function describeSkills (bot: BotFile | null): SkillsView {
  const skills = bot === null ? [] : Object.entries(bot.skills).map(([slug, skill]) => skillView(bot, slug, skill))
  return { skills, mermaid: toMermaid(skills) }
}

function skillView (
  bot: BotFile, slug: string, { triggers, requirements = [], actions = [] }: BotSkill
): SkillView {
  const all = flatActions([...actions, ...requirements.flatMap(actionsOf)])
  return {
    slug,
    triggers: getTriggers(triggers).map(trigger => describeCondition(trigger, undefined)),
    roles: ROLES.filter(role => bot[role] === slug),
    requires: requirements.flatMap(namesOf),
    gotos: unique(all.flatMap(({ goto }) => goto === undefined ? [] : [typeof goto === 'string' ? goto : goto.skill])),
    calls: unique(all.flatMap(({ webhook, api }) => [
      ...(webhook === undefined ? [] : [callOf(typeof webhook === 'string' ? { url: webhook } : webhook, 'POST')]),
      ...(api === undefined ? [] : [callOf(api, api.body === undefined ? 'GET' : 'POST')])
    ]))
  }
}

function callOf ({ url, method }: { url: string, method?: string }, standard: string): string {
  return `${method ?? standard} ${url}`
}

/** Actions in groups and of failed API calls, too. */
function flatActions (actions: readonly BotAction[]): BotAction[] {
  return actions.flatMap(action => [
    action, ...flatActions(action.actions ?? []), ...flatActions(listIn(action.api?.otherwise))
  ])
}

function actionsOf ({ question, complete, validation, and = [], or = [] }: BotRequirement): BotAction[] {
  return [
    ...[question, complete, validation?.otherwise].flatMap(listIn), ...[...and, ...or].flatMap(actionsOf)
  ]
}

/** A saying is a message, or a list of actions. */
function listIn (saying: unknown): BotAction[] {
  return Array.isArray(saying) ? saying : []
}

function namesOf ({ entity, intent, and = [], or = [] }: BotRequirement): string[] {
  return [
    ...(entity === undefined ? [] : [`#${entity}`]), ...(intent === undefined ? [] : [`@${intent}`]),
    ...[...and, ...or].flatMap(namesOf)
  ]
}

function toMermaid (skills: readonly SkillView[]): string {
  const ids = new Map(skills.map(({ slug }, index) => [slug, `s${index}`]))
  const calls = unique(skills.flatMap(({ calls }) => calls))
  const lines = skills.flatMap(({ slug, triggers, gotos, calls: called }) => {
    const id = ids.get(slug) as string
    return [
      `${id}[${quoted(slug)}]`,
      ...triggers.map((trigger, index) => `${id}t${index}([${quoted(trigger)}]) --> ${id}`),
      ...gotos.flatMap(goto => ids.has(goto) ? [`${id} -- goto --> ${ids.get(goto)}`] : []),
      ...called.map(call => `${id} -.-> c${calls.indexOf(call)}[/${quoted(call)}/]`)
    ]
  })
  return ['flowchart LR', ...lines.map(line => `  ${line}`), ''].join('\n')
}

function quoted (text: string): string {
  return `"${text.replaceAll('"', '#quot;')}"`
}

function unique (texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
