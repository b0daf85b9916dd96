import { suggestName } from '../../platform/bot-file/bot-file-issue.ts'
import { isObject } from '../../replies/kind.ts'
import { readEntities } from '../nlu-override.ts'
import { showCall } from '../show/call.ts'
import { pretty } from '../show/json.ts'
import { showReplies } from '../show/replies.ts'
import { showWhy } from '../show/why.ts'
import { complain, remark, type Desk } from './desk.ts'
import { save } from './save.ts'

interface SlashCommand {
  /** What may stand behind the name. */
  readonly takes: string
  readonly says: string
  /**
   * @returns false when the user leaves
   * @throws what the user is then told
   */
  readonly run: (desk: Desk, argument: string) => unknown
}

const slashCommands = new Map<string, SlashCommand>([
  ['/memory', { takes: '[{json}]', says: 'shows what the bot remembers, or replaces it', run: memory }],
  ['/skill', { takes: '[name] [entity=words]', says: 'sets what the next sentence is understood as', run: skill }],
  ['/json', { takes: '', says: 'shows request and answer of the last call', run: json }],
  [
    '/why',
    { takes: '[turn]', says: 'tells why a turn went as it did: what failed, and how its skill was chosen', run: why }
  ],
  ['/undo', { takes: '[n]', says: 'goes back one turn, or several', run: undo }],
  ['/restart', { takes: '', says: 'begins a new conversation', run: restart }],
  ['/language', { takes: '[code]', says: 'shows the language, or goes on in another', run: language }],
  ['/save', { takes: '<file>', says: 'writes a transcript that can be replayed', run: save }],
  [
    '/say',
    {
      takes: '<text>',
      says: 'says that, be it a number or a command',
      run: () => {
        throw new Error('/say needs a text behind it')
      }
    }
  ],
  ['/help', { takes: '', says: 'shows this', run: help }],
  ['/quit', { takes: '', says: 'leaves, as Ctrl-D does', run: () => false }]
])

export const slashCommandNames = [...slashCommands.keys()]

/** Runs a command of the chat, and tells when it cannot be run. @returns false when the user leaves */
export async function runSlashCommand (desk: Desk, line: string): Promise<boolean> {
  const end = line.search(/\s|$/)
  const [name, argument] = [line.slice(0, end), line.slice(end).trim()]
  const command = slashCommands.get(name)
  try {
    if (command === undefined) throw new Error(`there is no command ${name}${meant(name)}`)
    return await command.run(desk, argument) !== false
  } catch (error) {
    complain(desk, (error as Error).message)
    return true
  }
}

function why ({ session: { turns }, out }: Desk, argument: string): void {
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
  if (argument === '') {
    showSkill(desk)
    return
  }
  const { session: { bot } } = desk
  const words = [...argument.matchAll(/[^\s"]*"[^"]*"|\S+/g)].map(([word]) => word)
  const [name, more] = words.filter(word => !word.includes('='))
  if (more !== undefined) throw new Error('/skill takes one name; entities are given as name=words')
  if (name !== undefined && bot === null) desk.skill = name === '-' ? undefined : name
  if (name !== undefined && bot !== null) checkSkill(name, Object.keys(bot.skills))
  const entities = readEntities(words.filter(word => word.includes('=')))
  desk.next = {
    ...(name !== undefined && bot !== null && { skill: name }), ...(Object.keys(entities).length > 0 && { entities })
  }
  remark(desk, bot === null ? plainCalls(desk) : 'the next sentence is understood so')
}

function showSkill (desk: Desk): void {
  const { session: { bot, state }, out } = desk
  const last = state.skill === null ? [] : [[`the last sentence went to ${state.skill}`]]
  out.print([...last, [bot === null ? plainCalls(desk) : `the bot has ${Object.keys(bot.skills).join(', ')}`]])
}

function plainCalls ({ skill, next }: Desk): string {
  const entities = next?.entities === undefined ? '' : ` and ${Object.keys(next.entities).join(', ')}`
  return `the next call has ${skill === undefined ? 'no skill' : `skill ${skill}`}${entities}`
}

function checkSkill (name: string, skills: readonly string[]): void {
  if (!skills.includes(name)) throw new Error(`the bot has no skill ${name}${suggestName(name, skills)}`)
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
  if (turn < 0) {
    throw new Error(
      session.turns.length === 0 ? 'there is nothing to undo' : `only ${session.turns.length} can be undone`
    )
  }
  session.goBack(turn)
  desk.edits = desk.edits.filter(({ after }) => after < turn)
  const last = session.turns.at(-1)
  remark(
    desk,
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
  const unspoken = spoken.includes(argument) ? '' : `, but the bot speaks ${spoken.join(', ')}`
  remark(desk, `the conversation goes on in ${argument}${unspoken}`)
}

function help ({ out }: Desk): void {
  const left = [...slashCommands].map(([name, { takes }]) => `${name} ${takes}`.trimEnd())
  const width = Math.max(...left.map(({ length }) => length)) + 2
  out.print(
    [...slashCommands.values()].map(({ says }, index) => [
      { style: 'cyan' as const, text: (left[index] as string).padEnd(width) }, says
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
