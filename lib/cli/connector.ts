import { openConnector, type Connector } from '../platform/push/connector.ts'
import type { Values } from './arguments.ts'
import { cannotListen } from './cannot-listen.ts'
import { filledIn } from './credentials.ts'
import type { Io } from './io.ts'
import { readPort } from './port.ts'

/** The token of a connector, for all commands that have one. */
export const tokenFlag = {
  type: 'string', value: '<token>', description: 'what the bot pushes with; default: a random one, which is told'
} as const

export const connectorFlags = {
  connector: {
    type: 'boolean', description: 'takes messages that the bot pushes, and tells the URL and the token for it'
  },
  'connector-port': {
    type: 'string', value: '<number>', description: 'the port of that, on 127.0.0.1 only; default: any free one'
  },
  'connector-token': tokenFlag
} as const

/** A connector when one is asked for, be it by its port or its token. */
export async function readConnector (values: Values<typeof connectorFlags>, io: Io): Promise<Connector | undefined> {
  const { connector = false, 'connector-port': port } = values
  const token = readToken(values, io)
  if (!connector && port === undefined && token === undefined) return undefined
  return await openConnector({
    ...(port !== undefined && { port: readPort('--connector-port', port) }),
    ...(token !== undefined && { token })
  }).catch(error => cannotListen('--connector-port', error))
}

/** `${NAME}` stands for a variable of the environment. */
export function readToken (
  { 'connector-token': token }: { readonly 'connector-token'?: string }, io: Io
): string | undefined {
  return token === undefined ? undefined : filledIn('--connector-token', token, io)
}

/** What a bot is to be told, as it would be written. */
export function connectorLine ({ url, token }: Pick<Connector, 'url' | 'token'>): string {
  return `connector: { url: '${url}', token: '${token}' }`
}
