import { suggestName } from '../../platform/bot-file/bot-file-issue.ts'
import { isObject } from '../../replies/kind.ts'
import { readEntities } from '../nlu-override.ts'
import { showCall } from '../show/call.ts'
import { pretty } from '../show/json.ts'
import { showReplies } from '../show/replies.ts'
import { showWhy } from '../show/why.ts'
import { printProblem, printNote, type ChatContext } from './chat-context.ts'
import { save } from './save.ts'

interface SlashCommand {
  /** What may stand behind the name. */
  readonly takes: string
  readonly description: string
  /**
   * @returns false when the user leaves
   * @throws what the user is then told
   */
  readonly run: (context: ChatContext, argument: string) => unknown
}

const slashCommands = new Map<string, SlashCommand>([
  ['/memory', { takes: '[{json}]', description: 'shows what the bot remembers, or replaces it', run: memory }],
  [
    '/skill',
    { takes: '[name] [entity=words]', description: 'sets what the next sentence is understood as', run: skill }
  ],
  ['/json', { takes: '', description: 'shows request and answer of the last call', run: json }],
  [
    '/why',
    {
      takes: '[turn]',
      description: 'tells why a turn went as it did: what failed, and how its skill was chosen',
      run: why
    }
  ],
  ['/undo', { takes: '[n]', description: 'goes back one turn, or several', run: undo }],
  ['/restart', { takes: '', description: 'begins a new conversation', run: restart }],
  ['/language', { takes: '[code]', description: 'shows the language, or goes on in another', run: language }],
  ['/save', { takes: '<file>', description: 'writes a transcript that can be replayed', run: save }],
  [
    '/say',
    {
      takes: '<text>',
      description: 'says that, be it a number or a command',
      run: () => {
        throw new Error('/say needs a text behind it')
      }
    }
  ],
  ['/help', { takes: '', description: 'shows this', run: help }],
  ['/quit', { takes: '', description: 'leaves, as Ctrl-D does', run: () => false }]
])

export const slashCommandNames = [...slashCommands.keys()]

/** Runs a command of the chat, and tells when it cannot be run. @returns false when the user leaves */
export async function runSlashCommand (context: ChatContext, line: string): Promise<boolean> {
  const end = line.search(/\s|$/)
  const [name, argument] = [line.slice(0, end), line.slice(end).trim()]
  const command = slashCommands.get(name)
  try {
    if (command === undefined) throw new Error(`there is no command ${name}${meant(name)}`)
    return await command.run(context, argument) !== false
  } catch (error) {
    printProblem(context, (error as Error).message)
    return true
  }
}

function why ({ session: { turns }, out }: ChatContext, argument: string): void {
  const number = argument === '' ? turns.length : Number(argument)
  const turn = turns[number - 1]
  if (turn === undefined) {
    throw new Error(turns.length === 0
      ? 'nothing was said yet'
      : `/why takes the number of a turn, from 1 to ${turns.length}`)
  }
  out.print(showWhy(turn))
}

/** A command that begins so, or else the nearest. */
function meant (name: string): string {
  const longer = name.length > 1 ? slashCommandNames.find(command => command.startsWith(name)) : undefined
  return longer === undefined ? suggestName(name, slashCommandNames) : `: did you mean \`${longer}\`?`
}

function memory (context: ChatContext, argument: string): void {
  const { session, out } = context
  if (argument === '') {
    out.print(pretty(session.state.memory))
    return
  }
  const memory = parsed(argument)
  if (!isObject(memory)) throw new Error('/memory takes a JSON object, such as {"city": "Paris"}')
  session.setMemory(memory)
  context.edits = [...context.edits, { after: session.turns.length, memory }]
  printNote(context, 'the bot remembers that now, and nothing else')
}

function skill (context: ChatContext, argument: string): void {
  if (argument === '') {
    showSkill(context)
    return
  }
  const { session: { bot } } = context
  const words = [...argument.matchAll(/[^\s"]*"[^"]*"|\S+/g)].map(([word]) => word)
  const [name, more] = words.filter(word => !word.includes('='))
  if (more !== undefined) throw new Error('/skill takes one name; entities are given as name=words')
  if (name !== undefined && bot === null) context.skill = name === '-' ? undefined : name
  if (name !== undefined && bot !== null) checkSkill(name, Object.keys(bot.skills))
  const entities = readEntities(words.filter(word => word.includes('=')))
  context.next = {
    ...(name !== undefined && bot !== null && { skill: name }), ...(Object.keys(entities).length > 0 && { entities })
  }
  printNote(context, bot === null ? plainCalls(context) : 'the next sentence is understood so')
}

function showSkill (context: ChatContext): void {
  const { session: { bot, state }, out } = context
  const last = state.skill === null ? [] : [[`the last sentence went to ${state.skill}`]]
  out.print([...last, [bot === null ? plainCalls(context) : `the bot has ${Object.keys(bot.skills).join(', ')}`]])
}

function plainCalls ({ skill, next }: ChatContext): string {
  const entities = next?.entities === undefined ? '' : ` and ${Object.keys(next.entities).join(', ')}`
  return `the next call has ${skill === undefined ? 'no skill' : `skill ${skill}`}${entities}`
}

function checkSkill (name: string, skills: readonly string[]): void {
  if (!skills.includes(name)) throw new Error(`the bot has no skill ${name}${suggestName(name, skills)}`)
}

function json ({ session: { turns }, out }: ChatContext): void {
  const call = turns.flatMap(({ calls }) => calls).filter(({ purpose }) => purpose === 'webhook').at(-1)
  if (call === undefined) throw new Error('no webhook was called yet')
  out.print(showCall(call))
}

function undo (context: ChatContext, argument: string): void {
  const { session, out } = context
  const count = argument === '' ? 1 : Number(argument)
  const turn = session.turns.length - count
  if (!Number.isInteger(count) || count < 1) throw new Error('/undo takes a number of turns')
  if (turn < 0) {
    throw new Error(
      session.turns.length === 0 ? 'there is nothing to undo' : `only ${session.turns.length} can be undone`
    )
  }
  session.goBack(turn)
  context.edits = context.edits.filter(({ after }) => after < turn)
  const last = session.turns.at(-1)
  printNote(
    context,
    last === undefined ? 'back at the beginning' : `back after turn ${turn}: ${last.input.pressed ?? last.input.text}`
  )
  if (last !== undefined) {
    out.print(
      showReplies(
        [...last.replies, ...session.pushed.filter(({ after }) => after === turn).flatMap(({ messages }) => messages)],
        out.colours
      )
    )
  }
}

function restart (context: ChatContext): void {
  context.session.restart()
  context.edits = []
  printNote(context, 'a new conversation')
}

function language (context: ChatContext, argument: string): void {
  const { session, out } = context
  if (argument === '') {
    out.print([[session.state.language ?? 'not known before the first sentence']])
    return
  }
  if (!/^[a-z]{2}$/.test(argument)) throw new Error('/language takes an ISO 639-1 code, such as en')
  session.setLanguage(argument)
  context.edits = [...context.edits, { after: session.turns.length, language: argument }]
  const spoken = session.bot?.languages ?? [argument]
  const unspoken = spoken.includes(argument) ? '' : `, but the bot speaks ${spoken.join(', ')}`
  printNote(context, `the conversation goes on in ${argument}${unspoken}`)
}

function help ({ out }: ChatContext): void {
  const left = [...slashCommands].map(([name, { takes }]) => `${name} ${takes}`.trimEnd())
  const width = Math.max(...left.map(({ length }) => length)) + 2
  out.print(
    [...slashCommands.values()].map(({ description }, index) => [
      { style: 'cyan' as const, text: (left[index] as string).padEnd(width) }, description
    ])
  )
  out.print([['The number or the title of a button presses it. All else is said to the bot.']])
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`this is no JSON: ${(error as Error).message}`)
  }
}
