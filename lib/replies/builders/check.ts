import { FST_BOT_REPLY_INVALID } from '../../errors.ts'
import { describeType } from '../kind.ts'
import { MAX_DELAY_S } from '../lint/message.ts'

/** A text that the platform refuses when it is empty. */
export function requireFilledString (text: unknown, path: string): string {
  if (requireString(text, path) === '') {
    throw new FST_BOT_REPLY_INVALID(path, 'must not be empty', 'leave it out, or say something')
  }
  return text as string
}

export function requireString (text: unknown, path: string): string {
  if (typeof text !== 'string') {
    throw new FST_BOT_REPLY_INVALID(
      path, `must be a string, not ${describeType(text)}`, 'pick the field to show, or wrap it in String()'
    )
  }
  return text
}

/** An absolute address: channels download it, or open it in a browser. */
export function requireAddress (url: unknown, path: string): string {
  if (!/^https?:\/\//i.test(requireFilledString(url, path)) || !URL.canParse(url as string)) {
    throw new FST_BOT_REPLY_INVALID(
      path, 'must be an absolute http or https address', 'give the whole address, with https://'
    )
  }
  return url as string
}

export function requireList<T> (items: readonly T[], path: string): readonly T[] {
  if (!Array.isArray(items)) {
    throw new FST_BOT_REPLY_INVALID(path, `must be a list, not ${describeType(items)}`, 'put it into a list')
  }
  return items
}

export function requireFilledList<T> (items: readonly T[], path: string): readonly T[] {
  if (requireList(items, path).length === 0) {
    throw new FST_BOT_REPLY_INVALID(path, 'must not be empty', 'say that there is nothing, in a text')
  }
  return items
}

export function requireSeconds (delay: unknown, path: string): number {
  if (typeof delay !== 'number' || !(delay >= 0 && delay <= MAX_DELAY_S)) {
    throw new FST_BOT_REPLY_INVALID(
      path, `must be a number of seconds from 0 to ${MAX_DELAY_S}`, 'longer pauses are cut by the platform'
    )
  }
  return delay
}

export function requireBoolean (value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') {
    throw new FST_BOT_REPLY_INVALID(
      path, `must be true or false, not ${describeType(value)}`, 'most channels take any other value for true'
    )
  }
  return value
}
