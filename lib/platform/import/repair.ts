import type { BotFileIssue } from '../bot-file/bot-file-issue.ts'
import { readDocument, type Place } from '../bot-file/document.ts'
import { checkBotFile } from '../bot-file/load.ts'
import type { BotEntity, BotFile } from '../bot-file/schema.ts'
import { warnOfCircles } from '../bot-file/warn-of-circles.ts'
import { addComment, type BotDraft } from './draft.ts'

/** Mistakes of one skill. */
const MAX_ROUNDS = 100
const MAX_REMARK_CHARS = 300 // of what was left out

/**
 * Takes out of a bot file what its own check does not accept, and reports each: an export may hold
 * what no bot file can say. A variable that is unknown here reads the memory instead.
 */
export async function repair (bot: BotFile, draft: BotDraft): Promise<BotFile> {
  const outline = outlineOf(bot)
  for (let round = 0; ; round++) {
    const issues = await checkBotFile(JSON.stringify(outline), 'bot')
    if (issues.length === 0) break
    if (round === MAX_ROUNDS) {
      draft.report.lost('#', `${issues.length} more places cannot be run: correct them in the bot file`)
      break
    }
    // one of each skill, for the others of it may move
    const owners = issues.map(ownerOf)
    for (const issue of issues.filter((issue, index) => owners.indexOf(ownerOf(issue)) === index)) {
      settle(outline, issue, draft)
    }
  }
  const { root } = await readDocument(JSON.stringify(outline), 'bot')
  warnOfCircles(root as Place, {
    warn: (path, _offset, message) => {
      draft.report.note(draft.origins.get(ownerOf({ path })) as string, message, path)
    }
  })
  return {
    ...bot,
    ...outline,
    ...(bot.intents !== undefined && { intents: bot.intents }),
    ...(bot.entities !== undefined && { entities: withValues(outline, bot) })
  } as BotFile
}

type Outline = Record<string, unknown>
type Entities = NonNullable<BotFile['entities']>

/** The bot without the bulk of its data, which is right by the way it was made: each check takes a moment only. */
function outlineOf (bot: BotFile): Outline {
  return structuredClone({
    ...bot,
    ...(bot.intents !== undefined &&
      {
        intents: Object.fromEntries(Object.entries(bot.intents).map(([slug, intent]) =>
          [slug, { ...intent, expressions: {} }]))
      }),
    ...(bot.entities !== undefined &&
      {
        entities: Object.fromEntries(Object.entries(bot.entities).map(([name, entity]) =>
          [name, entity.values === undefined ? entity : { ...entity, values: [] }]))
      })
  })
}

function withValues (outline: Outline, bot: BotFile): Entities {
  const own = bot.entities as Entities
  return Object.fromEntries(Object.entries(outline.entities as Entities).map(([name, entity]) =>
    [name, entity.values === undefined ? entity : { ...entity, values: (own[name] as BotEntity).values }])) as Entities
}

/** Pointer to the skill, intent or entity that it is in. */
function ownerOf ({ path }: Pick<BotFileIssue, 'path'>): string {
  return path.split('/').slice(0, 3).join('/')
}

function settle (outline: Outline, issue: BotFileIssue, draft: BotDraft): void {
  const { path, message } = issue
  const steps = path.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const owner = ownerOf(issue)
  const origin = draft.origins.get(owner) as string // what is wrong is in a skill
  const value = String(valueAt(outline, steps))
  const [, variable] = /^unknown variable `([^`]+)`/.exec(message) ?? []
  if (variable !== undefined) {
    const root = variable.replace(/^_/, '').split(/[.[]/)[0] as string
    const changed = value.replaceAll(
      new RegExp(`(\\{\\{\\{?[^{}]*?)(?<![\\w.@-])_?${root.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')}(?=[.\\s}[)])`, 'g'),
      `$1memory.${root}`
    )
    if (changed !== value) {
      setAt(outline, steps, changed)
      draft.report.changed(origin, `the variable \`${variable}\` is not known here: it reads memory.${root}`, path)
      return
    }
  }
  const taken = removablePart(outline, steps)
  const removed = JSON.stringify(valueAt(outline, taken)).slice(0, MAX_REMARK_CHARS)
  removeAt(outline, taken)
  addComment(draft, owner, `left out: ${removed}: ${message}`)
  draft.report.lost(origin, `${message}: ${taken.slice(2).join('/')} is left out`, owner)
}

const LISTS = ['actions', 'requirements', 'and', 'or', 'question', 'complete', 'otherwise']
const KEYS = ['triggers', 'question', 'complete', 'validation', 'requirements']

/** The smallest part of a skill around a place that can be left out: an action, a requirement, or all of them. */
function removablePart (outline: Outline, steps: readonly string[]): string[] {
  const last = steps.findLastIndex((key, index) => Array.isArray(valueAt(outline, steps.slice(0, index)))
    ? LISTS.includes(steps[index - 1] as string)
    : KEYS.includes(key))
  return steps.slice(0, last + 1)
}

function valueAt (root: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => Object(value)[step], root)
}

function setAt (root: unknown, steps: readonly string[], value: unknown): void {
  Object(valueAt(root, steps.slice(0, -1)))[steps.at(-1) as string] = value
}

function removeAt (root: unknown, steps: readonly string[]): void {
  const parent = valueAt(root, steps.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(Number(steps.at(-1)), 1)
  else delete Object(parent)[steps.at(-1) as string]
}
