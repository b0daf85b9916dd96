import type { FastifyInstance } from 'fastify'

/** A port that cannot be listened on. The message says why, and what to do. */
export class PortUnavailable extends Error {}

/** The port that a variable of the environment names. @throws when it is no port */
export function readPort (PORT = '5000'): number {
  if (!/^\d{1,5}$/.test(PORT) ||
    Number(PORT) > 65535) throw new Error(`PORT is '${PORT}': set it to a number from 0 to 65535`)
  return Number(PORT)
}

/** Starts to listen. @returns the URL @throws PortUnavailable */
export async function listen (app: FastifyInstance, port: number, host: string): Promise<string> {
  try {
    return await app.listen({ port, host })
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE': throw new PortUnavailable(
        `port ${port} of ${host} is in use by another program: stop it, or set PORT to another number`
      )
      case 'EACCES': throw new PortUnavailable(
        `this user may not listen on port ${port}: set PORT to a number above 1023`
      )
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND': throw new PortUnavailable(
        `this machine has no address ${host}: set HOST to one that it has, such as 127.0.0.1`
      )
      default: throw error
    }
  }
}
