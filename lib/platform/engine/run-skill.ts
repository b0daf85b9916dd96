import { runActions } from './actions.ts'
import { log, type BotProgress } from './progress.ts'
import { meetRequirements } from './requirements.ts'

/** Skills that one sentence may start: more are a circle of gotos. */
const MAX_SKILLS = 20

/** Runs a skill, and then each that a goto leads to. */
export async function runSkills (progress: BotProgress, first: string): Promise<void> {
  for (let skill: string | undefined = first; skill !== undefined; skill = progress.next) {
    if (progress.started.length === MAX_SKILLS) {
      const last = progress.started.slice(-5)
      log(progress, 'error', 'E_SKILL_LOOP', `cut: this sentence has started ${MAX_SKILLS} skills, the last ones ` +
        `${last.join(' > ')}, and would go on with ${skill}`, { skills: [...progress.started] })
      return
    }
    progress.started.push(skill)
    progress.next = undefined
    await runSkill(progress, skill)
  }
}

/** Requirements first, then actions; while something is missing the skill waits on the stack. */
async function runSkill (progress: BotProgress, skill: string): Promise<void> {
  const goesOn = progress.state.asking.includes(skill)
  progress.startedBy = goesOn ? progress.state.started_by?.[skill] ?? [] : []
  enter(progress, skill)
  log(progress, 'info', 'I_SKILL_TRIGGERED', `skill ${skill} has been triggered`, { skill })
  if (!await meetRequirements(progress, skill)) {
    if (progress.next === undefined) wait(progress, skill)
    else leave(progress, skill)
    return
  }
  if (progress.next === undefined) {
    log(progress, 'info', 'I_REQUIREMENTS_OK', `requirements of skill ${skill} validated, executing actions`, { skill })
    await runActions(progress, progress.bot.skills[skill]?.actions ?? [])
  }
  leave(progress, skill)
}

/** On top of the stack, and counted: once for each sentence. */
function enter (progress: BotProgress, skill: string): void {
  const { before, state } = progress
  const again = before.skill === skill
  progress.state = {
    ...state,
    skill,
    skill_occurences: again ? before.skill_occurences + 1 : 1,
    skill_stack: [...state.skill_stack.filter(other => other !== skill), skill]
  }
}

function wait (progress: BotProgress, skill: string): void {
  const { state, nlp, startedBy } = progress
  const intents = [...new Set([...startedBy, ...(nlp.intents ?? []).map(({ slug }) => String(slug))])]
  progress.state = {
    ...state,
    asking: [...state.asking.filter(other => other !== skill), skill],
    ...((intents.length > 0 || state.started_by !== undefined) &&
      { started_by: { ...state.started_by, [skill]: intents } })
  }
}

function leave (progress: BotProgress, skill: string): void {
  const { state } = progress
  const without = (skills: readonly string[]) => skills.filter(other => other !== skill)
  const { [skill]: done, ...others } = state.started_by ?? {}
  progress.state = {
    ...state,
    skill_stack: without(state.skill_stack),
    asking: without(state.asking),
    ...(done !== undefined && { started_by: others })
  }
  progress.startedBy = []
}
