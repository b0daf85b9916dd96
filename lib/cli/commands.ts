import type { Command } from './command.ts'

/** The commands by name. Each is loaded when it is called, for some of them need packages that are not always there. */
export const commands: ReadonlyMap<string, {
  readonly description: string, readonly load: () => Promise<Command>
}> = new Map([
  ['init', { description: 'make a new bot', load: async () => (await import('./init.ts')).init }],
  [
    'dev',
    { description: 'run a bot, and start it anew on each save', load: async () => (await import('./dev.ts')).dev }
  ],
  ['test', { description: 'have conversations once more', load: async () => (await import('./test.ts')).test }],
  ['chat', { description: 'talk to a bot', load: async () => (await import('./chat.ts')).chat }],
  ['play', { description: 'talk to a bot in a browser', load: async () => (await import('./play.ts')).play }],
  ['serve', { description: 'serve a bot to programs and pages', load: async () => (await import('./serve.ts')).serve }],
  ['send', { description: 'call a webhook once', load: async () => (await import('./send.ts')).send }],
  [
    'check',
    { description: 'check a webhook, in whatever language', load: async () => (await import('./check.ts')).check }
  ],
  ['import', {
    description: 'make a bot file of an export of the platform',
    load: async () => (await import('./import.ts')).importCommand
  }],
  ['export', {
    description: 'write the training data of a bot in another form',
    load: async () => (await import('./export.ts')).exportCommand
  }],
  [
    'store',
    { description: 'look at what a bot keeps, and steer it', load: async () => (await import('./store.ts')).store }
  ]
])
