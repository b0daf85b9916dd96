import { readFileSync } from 'node:fs'
import { Server } from 'node:net'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/*
 * Runs the user's program below `bot-webhook dev`, and tells where it listens. A file that calls `listen`, or exports
 * nothing that makes an app, starts itself; of another one its `build`, or what it exports by default, makes the app.
 */

interface App { listen: (options: { port: number, host: string }) => Promise<string> }

const DEFAULT_PORT = 5000 // that of the platform's samples; any other one when it is taken

const [, , file = ''] = process.argv
const callsListen = /\blisten\s*\(/.test(readFileSync(file, 'utf8'))
const help = `${file} neither listens nor exports a function build() that returns a Fastify app`
let isListening = false
process.argv.splice(1, 2, file)
tellAddresses()

const { build, default: made = build } = await import(pathToFileURL(file).href)
if (callsListen || made === undefined) {
  process.once('beforeExit', () => { if (!isListening) throw new TypeError(help) }) // it may listen later, or elsewhere
} else {
  const app: App = await (typeof made === 'function' ? made() : made)
  if (typeof app?.listen !== 'function') throw new TypeError(help)
  await listenOn(app, Number(process.env.PORT ?? DEFAULT_PORT))
}

async function listenOn (app: App, port: number): Promise<void> {
  try {
    await app.listen({ port, host: '127.0.0.1' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || process.env.PORT !== undefined) throw error
    await app.listen({ port: 0, host: '127.0.0.1' })
  }
}

/** Of each server of the process. */
function tellAddresses (): void {
  const { listen } = Server.prototype
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    this.once('listening', () => {
      isListening = true
      const address = this.address()
      if (typeof address === 'object' && address !== null) process.send?.({ port: address.port })
    })
    return Reflect.apply(listen, this, args)
  } as typeof listen
}
