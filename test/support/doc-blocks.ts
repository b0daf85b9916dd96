import { readdirSync, readFileSync } from 'node:fs'
import { repository } from './repository.ts'

/** A block of code on a page of the manual. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  /** What stands behind the language: the name of the file, if it has one. */
  readonly note: string
  readonly text: string
}

/** The README, and all pages of the manual. */
export const manualPages: readonly string[] = [
  'README.md',
  ...readdirSync(new URL('docs', repository), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md') && !name.startsWith('site/')).map(name => `docs/${name}`)
]

/** All blocks of code of a page, in their order. */
export function readBlocks (page: string): Block[] {
  const text = readFileSync(new URL(page, repository), 'utf8')
  return [...text.matchAll(/^```([\w-]*) ?([^\n]*)\n(.*?)^```$/gms)].map(match => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    note: match[2] ?? '',
    text: match[3] ?? ''
  }))
}
