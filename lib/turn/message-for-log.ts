import { hideUnknownNames } from '../shared/json/json-pointer.ts'

const messages = new WeakMap<Error, string>()

/**
 * An error whose message says where in a memory, a reply or an input something is wrong. The keys on that way may be
 * words of a user, so for the log those that are not known names are left out.
 */
export function naming<E extends Error> (error: E, pointer: string, known: ReadonlySet<string>): E {
  messages.set(error, error.message.replaceAll(pointer, () => hideUnknownNames(pointer, known)))
  return error
}

/** The message of an error as it may stand in the log. */
export function messageForLog (error: Error): string {
  return messages.get(error) ?? error.message
}
