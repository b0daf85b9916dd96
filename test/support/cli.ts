import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable, Writable } from 'node:stream'
import type { Test } from 'tap'
import { run } from '../../lib/cli/run.ts'

/** What a run of the program wrote, and how it ended. */
export interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs the program in this process, its input and output being no terminal. @param lines what it reads */
export async function bot (args: readonly string[], lines: readonly string[] = [], env: Readonly<Record<
  string, string
>> = {}): Promise<Ran> {
  const output = collecting()
  const errors = collecting()
  const code = await run(args, {
    input: Readable.from([lines.map(line => `${line}\n`).join('')]), output: output.stream, errors: errors.stream, env
  })
  return { code, output: output.text(), errors: errors.text() }
}

/** The program at a pretended terminal. */
export interface Typist {
  readonly type: Type
  readonly ended: Promise<Ran>
}

/** Runs the program in this process, with streams that say that they are a terminal. */
export function atTerminal (args: readonly string[], env: Readonly<Record<
  string, string
>> = {}, columns = 200): Typist {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const output = collecting()
  const errors = collecting()
  const ended = run(args,
    { input, output: Object.assign(output.stream, { isTTY: true, columns }), errors: errors.stream, env })
    .then(code => ({ code, output: output.text(), errors: errors.text() }))
  return { type: screen(output.text, keys => { input.write(keys) }), ended }
}

/**
 * Types something and waits until the screen shows what it is expected to. @returns what it has shown since the last
 * wait, without styles
 */
export type Type = (keys: string, expected: string | RegExp) => Promise<string>

const TIMEOUT_MS = 120_000 // milliseconds
const WAIT_NOTICE = '  waiting for the answer ...\n' // on a busy machine

/** @param shown all that the screen was sent so far */
export function screen (shown: () => string, write: (keys: string) => void): Type {
  let read = 0
  return async (keys, expected) => {
    if (keys !== '') write(keys)
    for (const started = performance.now(); performance.now() - started < TIMEOUT_MS;) {
      const fresh = withoutStyles(shown()).replaceAll(WAIT_NOTICE, '').slice(read)
      const end = endOf(fresh, expected)
      if (end !== -1) {
        read += end
        return fresh.slice(0, end)
      }
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    throw new Error(`no ${String(expected)} on the screen, but ${JSON.stringify(withoutStyles(shown()).slice(read))}`)
  }
}

/** Without what styles a text and moves the cursor. */
export function withoutStyles (text: string): string {
  return text.replaceAll(/\x1b\[[\d;]*[A-Za-z]|\r/g, '') // eslint-disable-line no-control-regex
}

function endOf (text: string, expected: string | RegExp): number {
  if (typeof expected === 'string') return text.includes(expected) ? text.indexOf(expected) + expected.length : -1
  const found = expected.exec(text)
  return found === null ? -1 : found.index + found[0].length
}

export function collecting (): { stream: Writable, text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write (chunk: string, _encoding, done) {
      chunks.push(String(chunk))
      done()
    }
  })
  return { stream, text: () => chunks.join('') }
}

/** What reaches a webhook. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/**
 * A webhook that answers anything at all, on a free port until the test ends. @returns its URL, and what it received
 */
export async function webhook (t: Pick<
  Test, 'teardown'
>, answer: (response: ServerResponse, received: Received) => unknown): Promise<{ url: string, received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = {
      method: String(request.method),
      url: String(request.url),
      headers: request.headers,
      body: Buffer.concat(chunks).toString()
    }
    received.push(call)
    await answer(response, call)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

/** One that always answers the same. */
export function answering (t: Pick<Test, 'teardown'>, body: unknown): Promise<{ url: string, received: Received[] }> {
  return webhook(t, response => response.end(typeof body === 'string' ? body : JSON.stringify(body)))
}
