import { isConditionMet, getTriggers } from './condition.ts'
import { log, scopeOf, type BotProgress } from './progress.ts'
import { fillsRequirement } from './requirements.ts'

/**
 * The skill that takes the sentence: the one that was asked for by name, the one on top of the stack when the sentence
 * answers its question or meets its triggers, the one that is triggered, the one that still waits for an answer, the
 * fallback. Two that are triggered at once are none, as on the platform.
 */
export function chooseSkill (progress: BotProgress, wanted: string | undefined): string | undefined {
  const { bot: { skills, fallback, disambiguation } } = progress
  if (wanted !== undefined) return Object.hasOwn(skills, wanted) ? wanted : unknown(progress, wanted)

  const waiting = progress.state.skill_stack.at(-1)
  const asking = waiting !== undefined && progress.state.asking.includes(waiting)
  if (waiting !== undefined &&
    (asking ? fillsRequirement(progress, waiting) : meetsTriggers(progress, waiting))) return waiting
  // it had its chance
  if (waiting !== undefined &&
    !asking) progress.state = { ...progress.state, skill_stack: progress.state.skill_stack.slice(0, -1) }

  const triggered = Object.keys(skills).filter(skill => isTriggered(progress, skill))
  const [first] = triggered
  if (triggered.length === 1) return first
  if (triggered.length > 1) {
    if (waiting !== undefined && triggered.includes(waiting)) return waiting
    progress.triggered = triggered
    if (disambiguation !== undefined) {
      log(progress, 'info', 'I_DISAMBIGUATION',
        `${triggered.join(' and ')} are triggered at once: ${disambiguation} runs`, { skills: triggered })
      return disambiguation
    }
    log(progress, 'warn', 'W_SEVERAL_TRIGGERED', `${triggered.join(' and ')} are triggered at once, so none of them ` +
      'runs: make their triggers differ', { skills: triggered })
  } else if (asking) {
    return waiting
  }
  if (fallback === undefined) log(progress, 'warn', 'W_NOTHING_TRIGGERED', 'no skill runs, and the bot has no fallback')
  return fallback
}

function isTriggered (progress: BotProgress, skill: string): boolean {
  const scope = scopeOf(progress)
  return getTriggers(progress.bot.skills[skill]?.triggers).some(condition => isConditionMet(condition, scope))
}

/** A skill that waits for the next sentence and has no triggers takes any. */
function meetsTriggers (progress: BotProgress, skill: string): boolean {
  return progress.bot.skills[skill]?.triggers === undefined || isTriggered(progress, skill)
}

function unknown (progress: BotProgress, skill: string): undefined {
  log(progress, 'error', 'E_SKILL_UNKNOWN', `the bot has no skill ${skill}`, { skill })
}
