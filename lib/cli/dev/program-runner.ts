import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createFetchTransport } from '../../platform/calls/fetch.ts'
import type { Transport } from '../../platform/calls/transport.ts'
import type { Program, ProgramState } from '../../playground/program.ts'
import { TOOL_HEADER, toolTokens } from '../../shared/failure-details.ts'
import { withResolvers } from '../../shared/with-resolvers.ts'

const STOP_MS = 3000 // then it is killed
const MAX_ERROR_CHARS = 4000

/** The user's program, for as long as the tool runs. */
export interface ProgramRunner extends Program {
  /** Calls the program wherever it listens now, and waits for it while it starts. */
  readonly transport: Transport
  /** Starts it, in place of the one that runs. @param savedAt by `performance.now()`, when that is because of a save */
  start: (savedAt?: number) => Promise<void>
  stop: () => Promise<void>
  /** Tells that the bot file was saved. @param problem what is wrong with it; null for nothing */
  rereadBotFile: (problem: string | null, savedAt: number) => Promise<void>
}

export interface ProgramOptions {
  file: string
  /** Of Node, before the file. */
  nodeArguments: readonly string[]
  env: NodeJS.ProcessEnv
  /** Where what it writes goes. */
  write: (text: string) => void
}

export function createProgramRunner ({ file, nodeArguments, env, write }: ProgramOptions): ProgramRunner {
  let state: ProgramState = { status: 'starting', problem: null, saves: 0, ms: null }
  let child: ChildProcess | undefined
  let port: number | undefined
  let settled = withResolvers()
  let listeners: ReadonlyArray<() => Promise<void>> = []
  let last: Promise<void> = Promise.resolve()

  return {
    get state () { return state },
    onReload (listener) { listeners = [...listeners, listener] },
    transport,
    start: savedAt => inOrder(() => start(savedAt)),
    stop: () => inOrder(stop),
    rereadBotFile: (problem, savedAt) => inOrder(async () => {
      state = { ...state, problem, saves: state.saves + 1, ms: Math.round(performance.now() - savedAt) }
      await tell()
    })
  }

  function inOrder (step: () => Promise<void>): Promise<void> {
    last = last.then(step)
    return last
  }

  async function start (savedAt?: number): Promise<void> {
    await stop()
    const started = withResolvers()
    let errors = ''
    state = { ...state, status: 'starting', problem: null }
    const childFile = fileURLToPath(new URL('./child.js', import.meta.url))
    const running = spawn(process.execPath, [...nodeArguments, childFile, file], {
      env, stdio: ['ignore', 'pipe', 'pipe', 'ipc']
    })
    child = running
    running.stdout?.on('data', chunk => { write(String(chunk)) })
    running.stderr?.on('data', chunk => {
      errors = (errors + String(chunk)).slice(-MAX_ERROR_CHARS)
      write(String(chunk))
    })
    running.on('message', ({ port: listened }: { port: number }) => {
      if (state.status !== 'starting') return
      port = listened
      settle({ status: 'running', problem: null })
      started.resolve()
    })
    running.once('close', () => {
      if (child !== running) return // it was stopped
      child = undefined
      settle({ status: 'failed', problem: `The program has ended. ${firstLines(errors)}`.trim() })
      if (savedAt === undefined) tell().catch(() => {})
      started.resolve()
    })
    await started.promise
    if (savedAt === undefined) return
    state = { ...state, saves: state.saves + 1, ms: Math.round(performance.now() - savedAt) }
    await tell()
  }

  function settle (how: Pick<ProgramState, 'status' | 'problem'>): void {
    state = { ...state, ...how }
    settled.resolve()
  }

  async function stop (): Promise<void> {
    const running = child
    child = undefined
    settled.resolve()
    settled = withResolvers()
    if (running === undefined) return
    const closed = once(running, 'close')
    running.kill('SIGTERM')
    const timer = setTimeout(() => { running.kill('SIGKILL') }, STOP_MS)
    await closed
    clearTimeout(timer)
  }

  async function tell (): Promise<void> {
    for (const listener of listeners) await listener()
  }

  async function transport (request: Parameters<Transport>[0], signal: AbortSignal): ReturnType<Transport> {
    while (state.status === 'starting') await settled.promise
    if (state.status === 'failed') throw new Error(String(state.problem))
    const url = new URL(request.url)
    url.port = String(port)
    const headers = { ...request.headers, [TOOL_HEADER]: toolTokens(url.port) }
    return createFetchTransport({ ...request, url: url.href, headers }, signal)
  }
}

/** What Node writes when a program throws: the place, the message, and the first lines of the stack. */
function firstLines (errors: string): string {
  return errors.split('\n').filter(line => line.trim() !== '' && !/^Node\.js v/.test(line)).slice(0, 8).join('\n')
}
