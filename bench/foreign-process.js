import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { HOST } from './listen.js'

const fileOf = name => fileURLToPath(new URL(`./peers/${name}`, import.meta.url))

const programs = {
  sinatra: { needs: ['ruby', '-e', 'require "sinatra"; exit!(true)'], command: () => ['ruby', fileOf('app.rb')] },
  // Debian's
  flask: { needs: ['/usr/bin/python3', '-c', 'import flask'], command: () => ['/usr/bin/python3', fileOf('app.py')] },
  slim: {
    needs: ['php', '-r', 'require "/usr/share/php/Slim/autoload.php";'],
    command: port => ['php', '-S', `${HOST}:${port}`, fileOf('app.php')]
  }
}

const TICK = 10_000 // microseconds: the unit of CPU times in /proc, 100 to a second on every Linux

/** Whether the language and the framework of a program are on this machine. */
export function isInstalled (name) {
  const [command, ...args] = programs[name].needs
  return spawnSync(command, args).status === 0
}

/** A server in another language, as NodeProcess. */
export class ForeignProcess {
  #process
  #stopping = false
  #kill = () => { this.#process.kill('SIGKILL') }

  static async start ({ label, program }) {
    const own = new ForeignProcess()
    own.port = await freePort()
    const [command, ...args] = programs[program].command(own.port)
    own.#process = spawn(command, args,
      { env: { ...process.env, PORT: own.port, APP_ENV: 'production' }, stdio: 'ignore' })
    process.once('exit', own.#kill)
    own.#process.on('exit', code => {
      if (!own.#stopping) throw new Error(`the server '${label}' ended with code ${code}`)
    })
    while (!await answers(own.port)) await setTimeout(2)
    return own
  }

  get pid () {
    return this.#process.pid
  }

  async cpu () {
    const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8')
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13) // proc(5): utime and stime
    return { user: user * TICK, system: system * TICK }
  }

  async stop () {
    this.#stopping = true
    process.off('exit', this.#kill)
    const exit = once(this.#process, 'exit')
    this.#kill()
    await exit
  }
}

async function freePort () {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function answers (port) {
  return new Promise(resolve => {
    const socket = connect({ host: HOST, port }, () => { socket.destroy(); resolve(true) })
    socket.on('error', () => { resolve(false) })
  })
}
