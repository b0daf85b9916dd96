import { openSession } from '../platform/session/session.ts'
import type { CallRecord } from '../platform/calls/call-record.ts'
import { readArguments } from './arguments.ts'
import { readChaos } from './chaos.ts'
import type { Command } from './command.ts'
import { wantsColours, type Io } from './io.ts'
import { chaosFlags, readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { isError, showFindings } from './show/findings.ts'
import { toJson } from './show/json.ts'
import { showReplies } from './show/replies.ts'
import { showFrames } from './show/why.ts'
import { showChanges, showTrouble } from './show/turn.ts'
import { readTarget } from './target.ts'
import { styled } from './text/line.ts'
import { createPrinter } from './text/printer.ts'
import { readEntities } from './nlu-override.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  text: { type: 'string', value: '<sentence>', description: 'what the user says; default: nothing' },
  skill: { type: 'string', value: '<name>', description: 'the skill whose action calls' },
  intent: { type: 'string', value: '<slug>', description: 'the intent of the sentence' },
  entity: {
    type: 'string',
    multiple: true,
    value: '<name=words>',
    description:
      'an entity in the sentence; may be given several times'
  },
  ...callFlags,
  ...chaosFlags,
  json: { type: 'boolean', description: 'prints all that is known of the call as JSON' },
  'no-color': { type: 'boolean', description: 'neither bold nor colours, as with NO_COLOR in the environment' }
} as const

export const send: Command = {
  usage: 'send <url> [options]',
  description: `Calls a webhook once, as an action of a skill would, and shows what it answers.
The exit code is 1 if the call failed or a reply would be lost on the platform.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const {
    values: { text = '', skill, intent, entity = [], json = false, 'no-color': noColour, ...rest }, positionals
  } = readArguments(flags, 1, args)
  const target = readTarget(positionals[0], 'the URL of a webhook')
  if ('bot' in target) throw new UsageError(`\`${target.bot}\` is no URL that starts with http:// or https://`)
  const entities = readEntities(entity)
  const session = await openSession({
    ...(await readCallFlags(rest, io)), ...readChaos(rest), ...target, errorsUrl: false
  }) // one call, and no report of it
  const { calls, logs, replies, changes, memory } = await session.say(text, {
    entities, ...(skill !== undefined && { skill }), ...(intent !== undefined && { intent })
  })
  const [call, second] = calls as [CallRecord, CallRecord?]
  const faults = logs.filter(({ code }) => code === 'W_CHAOS')
  const ok = call.problem === null && !call.findings.some(isError)
  const { print, colours } = createPrinter(io.output, wantsColours(io, noColour))
  if (json) {
    const repeated = faults.length > 0 && { faults: faults.map(({ message }) => message), second }
    io.output.write(`${toJson({ ok, ...call, replies, memory, changes, ...repeated }, 2)}\n`)
    return ok ? 0 : 1
  }
  print(showTrouble(faults))
  if (call.response !== null) print(styled('dim', `${call.response.status} in ${call.ms} ms`))
  print(showReplies(replies, colours))
  print(showChanges(changes))
  const failed = call.problem?.message ?? call.failure?.message
  if (failed !== undefined) print(styled('red', `error: ${failed}`))
  print(showFrames([call]))
  print(showFindings(call.findings))
  return ok ? 0 : 1
}
