import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import type { LogLine } from './app.ts'
import { repository } from './repository.ts'

export const environment = {
  BOT_USER: 'platform',
  BOT_PASSWORD: 'the-new-password-of-the-bot the-old-password-of-the-bot',
  METRICS_TOKEN: 'a-token-for-metrics-only',
  MAX_DELAY: '0' // off: the machine may be busy with something else
}
export const authorization = `Basic ${Buffer.from('platform:the-new-password-of-the-bot').toString('base64')}`

/** A server that tells the state of any order, after a while. */
export async function orders (t: Pick<Test, 'teardown'>, milliseconds: number): Promise<string> {
  const server = createServer((_request, response) => {
    setTimeout(() => { response.end('on its way') },
      milliseconds)
  })
  t.teardown(() => { server.close() })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/**
 * The example for production in a process of its own, listening. @param files that it may have open, connections among
 * them; as many as this one when left out
 */
export async function startProduction (t: Pick<Test, 'teardown'>, env: NodeJS.ProcessEnv, files?: number): Promise<{
  child: ChildProcess, port: number, lines: LogLine[]
}> {
  const program = fileURLToPath(new URL('dist/examples/production.js', repository))
  const child = spawn(
    'sh',
    ['-c', `${files === undefined ? '' : `ulimit -n ${files} && `}exec "$0" "$1"`, process.execPath, program],
    {
      env: { ...process.env, ...environment, HOST: '127.0.0.1', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  t.teardown(() => child.kill('SIGKILL'))
  const lines: LogLine[] = []
  let rest = ''
  child.stdout.on('data', data => {
    const parts = (rest + String(data)).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts.map(part => JSON.parse(part)))
  })
  for (;;) {
    const [, port] = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(lines.map(({ msg }) => msg).join()) ?? []
    if (port !== undefined) return { child, port: Number(port), lines }
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  }
}
