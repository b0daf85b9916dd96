import { PROTOCOL_VERSIONS, type ProtocolVersion } from '../platform/bot-file/schema.ts'
import { CHAOS_KINDS } from '../platform/chaos/options.ts'
import type { SessionOptions } from '../platform/session/session-options.ts'
import type { Values } from './arguments.ts'
import { DEFAULT_CHANCE } from './chaos.ts'
import { readHeaders } from './credentials.ts'
import type { Io } from './io.ts'
import { readMemory } from './memory-file.ts'
import { UsageError } from './usage-error.ts'
import type { callFlags } from './call-flags.ts'

/** Options of commands that may disturb their calls. */
export const chaosFlags = {
  chaos: {
    type: 'string',
    value: '<kind[:chance],...>',
    description: `faults on the way to the webhook: ${CHAOS_KINDS.join(', ')}; chance: ${DEFAULT_CHANCE}`
  },
  seed: { type: 'string', value: '<number>', description: 'repeats the faults of a chaos: each of them tells the seed' }
} as const

/** What the options mean for a session. `${NAME}` in a credential stands for a variable of the environment. */
export async function readCallFlags (values: Values<typeof callFlags>, io: Io): Promise<SessionOptions> {
  const { 'protocol-version': protocolVersion, language, memory, timeout } = values
  return {
    ...(protocolVersion !== undefined && { protocolVersion: readProtocolVersion(protocolVersion) }),
    ...(language !== undefined && { language }),
    ...(timeout !== undefined && { timeout: millisecondsOf(timeout) }),
    ...(memory !== undefined && { memory: await readMemory(memory) }),
    headers: await readHeaders(values, io),
    env: io.env
  }
}

function readProtocolVersion (given: string): ProtocolVersion {
  const version = PROTOCOL_VERSIONS.find(version => version === given)
  if (version === undefined) throw new UsageError(`--protocol-version must be one of ${PROTOCOL_VERSIONS.join(', ')}`)
  return version
}

function millisecondsOf (given: string): number {
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new UsageError('--timeout must be a whole number of milliseconds from 1')
  return Number(given)
}
