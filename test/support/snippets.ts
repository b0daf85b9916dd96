import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from './program.ts'

// The sample programs of the platform's page are not part of this repository: the tests run them where they are.
const folder = new URL('../../../shared/snippets/', import.meta.url)

/** Why tests of the sample programs are skipped. */
export const skip = existsSync(folder) ? false : 'the platform\'s sample programs are not beside this checkout'

const fileOf = (name: string): string => fileURLToPath(new URL(name, folder))

/** The platform's own sample programs. */
export const snippets: Readonly<Record<string, Command>> = {
  'app.cjs': () => [process.execPath, fileOf('app.cjs')],
  'app.py': () => ['/usr/bin/python3', fileOf('app.py')],
  'app.rb': () => ['ruby', fileOf('app.rb')],
  'app.php': port => ['php', '-S', `127.0.0.1:${port}`, fileOf('app.php')]
}
