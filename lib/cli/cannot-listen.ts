import { UsageError } from './usage-error.ts'

/**
 * Says why a port cannot be had. @param flag that another one is given with; what is no matter of the port is thrown as
 * it is
 */
export function cannotListen (flag: string, error: NodeJS.ErrnoException): never {
  if (error.syscall !== 'listen') throw error
  throw new UsageError(
    error.code === 'EADDRINUSE'
      ? `the port is taken: give another one with ${flag}`
      : `cannot listen there: ${error.message}`
  )
}
