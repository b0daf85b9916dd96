import { fileURLToPath } from 'node:url'
import type { Command } from './program.ts'
import { PYTHON, skipWithout, type ProgramName } from './required-programs.ts'
import { collected } from './collection.ts'

const { folder, skip } = collected('snippets')

const needs: Readonly<Record<string, ProgramName[]>> =
  { 'app.py': ['flask'], 'app.rb': ['sinatra'], 'app.php': ['php', 'slim'] }

/** Why tests of a sample program are skipped. */
export function skipSnippet (program: string): string | false {
  return skip === false ? skipWithout(...needs[program] ?? []) : skip
}

const fileOf = (name: string): string => fileURLToPath(new URL(name, folder))

/** The platform's own sample programs. */
export const snippets: Readonly<Record<string, Command>> = {
  'app.cjs': () => [process.execPath, fileOf('app.cjs')],
  'app.py': () => [PYTHON, fileOf('app.py')],
  'app.rb': () => ['ruby', fileOf('app.rb')],
  'app.php': port => ['php', '-S', `127.0.0.1:${port}`, fileOf('app.php')]
}
