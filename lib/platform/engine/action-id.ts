import { createHash } from 'node:crypto'

/** A UUID for an action that is the same in every run: of its place in the bot nothing is known but what it says. */
export function actionId (bot: string, action: unknown): string {
  const hex = createHash('sha1').update(bot).update(JSON.stringify(action)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
