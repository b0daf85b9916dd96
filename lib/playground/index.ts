export { playground, playground as default } from './plugin.ts'
export type { PlaygroundOptions } from './options.ts'
