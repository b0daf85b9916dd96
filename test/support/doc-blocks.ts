import { readdirSync, readFileSync } from 'node:fs'
import { repository } from './repository.ts'

/** A block of code on a page of the manual. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  /** What stands behind the language: `excerpt`, or the name of the file. */
  readonly note: string
  readonly text: string
}

/** The README and the guides, which people follow. */
export const guidePages: readonly string[] = ['README.md', ...readdirSync(new URL('docs/guides', repository))
  .filter(name => name.endsWith('.md')).map(name => `docs/guides/${name}`)]

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
