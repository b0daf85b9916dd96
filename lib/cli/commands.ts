import type { Command } from './command.ts'

/** The commands by name. Each is loaded when it is called, for some of them need packages that are not always there. */
export const commands: ReadonlyMap<string, { readonly says: string, readonly load: () => Promise<Command> }> = new Map([
  ['init', { says: 'make a new bot', load: async () => (await import('./init.ts')).init }],
  ['dev', { says: 'run a bot, and start it anew on each save', load: async () => (await import('./dev.ts')).dev }],
  ['test', { says: 'have conversations once more', load: async () => (await import('./test.ts')).test }],
  ['chat', { says: 'talk to a bot', load: async () => (await import('./chat.ts')).chat }],
  ['play', { says: 'talk to a bot in a browser', load: async () => (await import('./play.ts')).play }],
  ['serve', { says: 'serve a bot to programs and pages', load: async () => (await import('./serve.ts')).serve }],
  ['send', { says: 'call a webhook once', load: async () => (await import('./send.ts')).send }],
  ['check', { says: 'check a webhook, in whatever language', load: async () => (await import('./check.ts')).check }],
  ['import', {
    says: 'make a bot file of an export of the platform',
    load: async () => (await import('./import.ts')).importCommand
  }],
  ['export', {
    says: 'write the training data of a bot in another form',
    load: async () => (await import('./export.ts')).exportCommand
  }],
  ['store', { says: 'look at what a bot keeps, and steer it', load: async () => (await import('./store.ts')).store }]
])
