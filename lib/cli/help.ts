import type { Command, Flag } from './command.ts'
import { commands } from './commands.ts'

/** What the program can do. */
export function overview (): string {
  const names = [...commands].map(([name, { description }]) => `  ${name.padEnd(8)}${description}`)
  return `bot-webhook <command> [options]

${names.join('\n')}
  help    tell about a command: bot-webhook help ${[...commands.keys()][0]}

Options
  --help      the same
  --version   the version of fastify-bot-webhook
`
}

/** How a command is called. */
export function helpOf ({ usage, description, flags }: Command): string {
  const left = Object.entries(flags).map(([name, { value = '' }]) => `  --${name} ${value}`.trimEnd())
  const width = Math.max(...left.map(({ length }) => length)) + 3
  return `bot-webhook ${usage}

${description}

Options
${Object.values(flags).map(({ description }: Flag, index) => `${left[index]?.padEnd(width)}${description}`).join('\n')}
`
}
