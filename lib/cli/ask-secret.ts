import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Io } from './io.ts'
import { visible } from '../shared/visible.ts'
import { UsageError } from './usage-error.ts'

/** Asks for a line that is not shown while it is typed, and not kept. @throws UsageError when none is given */
export function askSecret (question: string, { input, output }: Pick<Io, 'input' | 'output'>): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => { done() } })
  const lines = createInterface({ input, output: unseen, terminal: true, historySize: 0 })
  output.write(visible(question))
  return new Promise((resolve, reject) => {
    lines.on('line', line => {
      resolve(line)
      lines.close()
    })
    lines.on('SIGINT', () => { lines.close() })
    lines.on('close', () => {
      output.write('\n')
      reject(new UsageError('no password was given')) // of no effect when one was
    })
  })
}
