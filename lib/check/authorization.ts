import type { BotFile } from '../builder/bot-file/schema.ts'

type Auth = NonNullable<BotFile['webhook']>['auth']

/** The header that a bot file's credentials stand in. */
export function authorization (auth: Auth): Record<string, string> {
  if (auth?.basic !== undefined) return { authorization: `Basic ${Buffer.from(`${auth.basic.username}:${auth.basic.password}`).toString('base64')}` }
  if (auth?.bearer !== undefined) return { authorization: `Bearer ${auth.bearer}` }
  return auth?.header === undefined ? {} : { [auth.header.name]: auth.header.value }
}
