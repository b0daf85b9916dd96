import { createHash } from 'node:crypto'
import { isObject } from '../../replies/kind.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { BotFile } from '../bot-file/schema.ts'

/** A UUID that is the same in every run. @param place of the action in the bot: two that say the same are two */
export function actionId (bot: string, place: unknown): string {
  const hex = createHash('sha1').update(bot).update(JSON.stringify(place)).digest('hex')
  return [
    hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)
  ].join('-')
}

const places = new WeakMap<BotFile, WeakMap<object, string>>()

/** JSON pointer to an action of a bot. */
export function placeOf (bot: BotFile, action: object): string {
  const known = places.get(bot) ?? locateAll(bot)
  places.set(bot, known)
  return known.get(action) ?? JSON.stringify(action)
}

function locateAll (bot: BotFile): WeakMap<object, string> {
  const found = new WeakMap<object, string>()
  locate(bot.skills, '/skills')
  return found

  function locate (value: unknown, path: string): void {
    if (Array.isArray(value)) value.forEach((item, index) => { locate(item, path + appendPointerStep(index)) })
    else if (isObject(value)) {
      found.set(value, path)
      for (const [key, inner] of Object.entries(value)) locate(inner, path + appendPointerStep(key))
    }
  }
}
