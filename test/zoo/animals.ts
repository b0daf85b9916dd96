import type { Animal } from './animal.ts'
import { badAnswers } from './bad-answers.ts'
import { badChannels } from './bad-channels.ts'
import { badHosts } from './bad-hosts.ts'
import { badMemories } from './bad-memories.ts'
import { badReaders } from './bad-readers.ts'
import { badReplies } from './bad-replies.ts'
import { badShapes } from './bad-shapes.ts'

/** Every animal that is written in this language, with what is said of it. */
export const animals: ReadonlyArray<[name: string, animal: Animal]> =
  [badAnswers, badShapes, badReplies, badChannels, badMemories, badReaders, badHosts].flatMap(herd => Object.entries(herd))
