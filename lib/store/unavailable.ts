import { FST_BOT_STORE_UNAVAILABLE } from '../errors.ts'

/** Why a store cannot be opened, as a coded error. */
export function unavailable (cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException
  return code?.startsWith('FST_BOT_')
    ? cause as Error
    : new FST_BOT_STORE_UNAVAILABLE(reasonOf(cause as AggregateError), { cause })
}

/** Of a host with several addresses, each of which failed for a reason of its own, the message is empty. */
function reasonOf ({ message, errors = [] }: Partial<AggregateError>): string {
  return [message, ...errors.map(({ message }) => message)].filter(Boolean).join(', ')
}
