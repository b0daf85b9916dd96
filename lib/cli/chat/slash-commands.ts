import { didYouMean } from '../../builder/bot-file/mistake.ts'
import { isObject } from '../../replies/kind.ts'
import { readEntities } from '../understood.ts'
import { showCall } from '../show/call.ts'
import { pretty } from '../show/json.ts'
import { showReplies } from '../show/replies.ts'
import { complain, remark, type Desk } from './desk.ts'
import { save } from './save.ts'

interface SlashCommand {
  /** What may stand behind the name. */
  readonly takes: string
  readonly says: string
  /** @throws what the user is then told */
  readonly run: (desk: Desk, argument: string) => unknown
}

const slashCommands = new Map<string, SlashCommand>([
  ['/memory', { takes: '[{json}]', says: 'what the bot remembers; or puts that in its place', run: memory }],
  ['/skill', { takes: '[name] [entity=words ...]', says: 'what the next sentence is understood as', run: skill }],
  ['/json', { takes: '', says: 'the last call of the webhook: request and answer', run: json }],
  ['/undo', { takes: '[n]', says: 'goes back one turn, or several', run: undo }],
  ['/restart', { takes: '', says: 'begins again, with a new conversation', run: restart }],
  ['/language', { takes: '[code]', says: 'the language of the conversation; or goes on in that one', run: language }],
  ['/save', { takes: '<file>', says: 'writes the conversation to a file, as a transcript that can be replayed', run: save }],
  ['/say', { takes: '<text>', says: 'says that, whatever it looks like: a number, the title of a button, a slash', run: () => { throw new Error('/say needs a text behind it') } }],
  ['/help', { takes: '', says: 'this', run: help }],
  ['/quit', { takes: '', says: 'leaves, as Ctrl-D does', run: () => {} }]
])

export const slashCommandNames = [...slashCommands.keys()]

/** Runs a command of the chat, and tells when it cannot be run. */
export async function runSlashCommand (desk: Desk, line: string): Promise<void> {
  const [, name = '', argument = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? []
  const command = slashCommands.get(name)
  try {
    if (command === undefined) throw new Error(`there is no command ${name}${didYouMean(name, slashCommandNames)}`)
    await command.run(desk, argument)
  } catch (error) {
    complain(desk, (error as Error).message)
  }
}

function memory (desk: Desk, argument: string): void {
  const { session, out } = desk
  if (argument === '') {
    out.print(pretty(session.state.memory))
    return
  }
  const memory = parsed(argument)
  if (!isObject(memory)) throw new Error('/memory takes a JSON object, such as {"city": "Paris"}')
  session.setMemory(memory)
  desk.edits = [...desk.edits, { after: session.turns.length, memory }]
  remark(desk, 'the bot remembers that now, and nothing else')
}

function skill (desk: Desk, argument: string): void {
  const { session: { bot, state } } = desk
  const words = argument.match(/[^\s"]*"[^"]*"|\S+/g) ?? []
  const [name, ...rest] = words[0]?.includes('=') === false ? words : [undefined, ...words]
  if (words.length === 0) {
    const known = bot === null ? `plain calls have ${desk.skill === undefined ? 'no skill' : `skill ${desk.skill}`}` : `the bot has ${Object.keys(bot.skills).join(', ')}`
    desk.out.print([[`${state.skill === null ? '' : `the last sentence went to ${state.skill}; `}${known}`]])
    return
  }
  if (name !== undefined && bot !== null && !Object.hasOwn(bot.skills, name)) throw new Error(`the bot has no skill ${name}${didYouMean(name, Object.keys(bot.skills))}`)
  const entities = readEntities(rest.filter(word => word !== undefined))
  desk.next = { ...(name !== undefined && { skill: name }), ...(rest.length > 0 && { entities }) }
  if (bot === null && name !== undefined) desk.skill = name
  remark(desk, bot === null && name !== undefined ? `plain calls have skill ${name} from now on` : 'the next sentence is understood so')
}

function json ({ session: { turns }, out }: Desk): void {
  const call = turns.flatMap(({ calls }) => calls).filter(({ purpose }) => purpose === 'webhook').at(-1)
  if (call === undefined) throw new Error('no webhook was called yet')
  out.print(showCall(call))
}

function undo (desk: Desk, argument: string): void {
  const { session, out } = desk
  const count = argument === '' ? 1 : Number(argument)
  const turn = session.turns.length - count
  if (!Number.isInteger(count) || count < 1) throw new Error('/undo takes a number of turns')
  if (turn < 0) throw new Error(session.turns.length === 0 ? 'there is nothing to undo' : `only ${session.turns.length} can be undone`)
  session.goBack(turn)
  desk.edits = desk.edits.filter(({ after }) => after < turn)
  const last = session.turns.at(-1)
  remark(desk, last === undefined ? 'back at the beginning' : `back after turn ${turn}: ${last.input.pressed ?? last.input.text}`)
  if (last !== undefined) out.print(showReplies(last.replies, out.colours))
}

function restart (desk: Desk): void {
  desk.session.restart()
  desk.edits = []
  remark(desk, 'a new conversation')
}

function language (desk: Desk, argument: string): void {
  const { session, out } = desk
  if (argument === '') {
    out.print([[session.state.language ?? 'not known before the first sentence']])
    return
  }
  if (!/^[a-z]{2}$/.test(argument)) throw new Error('/language takes an ISO 639-1 code, such as en')
  session.setLanguage(argument)
  desk.edits = [...desk.edits, { after: session.turns.length, language: argument }]
  const spoken = session.bot?.languages ?? [argument]
  remark(desk, `the conversation goes on in ${argument}${spoken.includes(argument) ? '' : `, but the bot speaks ${spoken.join(', ')}`}`)
}

function help ({ out }: Desk): void {
  const left = [...slashCommands].map(([name, { takes }]) => `${name} ${takes}`.trimEnd())
  const width = Math.max(...left.map(({ length }) => length)) + 2
  out.print([...slashCommands.values()].map(({ says }, index) => [{ style: 'cyan' as const, text: (left[index] as string).padEnd(width) }, says]))
  out.print([['The number or the title of a button presses it. All else is said to the bot.']])
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`this is no JSON: ${(error as Error).message}`)
  }
}
