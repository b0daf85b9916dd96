import type { Memory } from '../../schemas/conversation.ts'
import { FST_BOT_MEMORY_MISMATCH } from '../errors.ts'
import { shortenPointer } from '../shared/json/json-pointer.ts'
import type { Mismatch, SchemaCheck } from '../shared/schema-check.ts'
import type { CompiledSchema } from '../shared/user-schema/compiled-schema.ts'
import { cloneJson } from './clone.ts'
import { naming } from './message-for-log.ts'

/**
 * What to do with a memory that was written when the schema was another: fail the turn, forget the keys that do not
 * fit, or make it fit. A function is given a copy of what came and returns the memory to go on with.
 */
export type OnInvalidMemory = 'error' | 'drop' | ((memory: Memory) => Memory)

/** The memory of a handler. Keys that the schema does not name are left alone. */
export interface MemorySchema {
  /** The memory that the handler works on: a copy of what came, with the schema's defaults in it. */
  load: (memory: Memory) => Memory
  /** What the handler left that does not fit. */
  check: SchemaCheck
  /** Names that the schema has, at any depth: the only ones of a memory that the log may have. */
  names: ReadonlySet<string>
}

export function createMemorySchema (
  { check, names, fill: fillIn }: CompiledSchema, onInvalidMemory: OnInvalidMemory = 'error'
): MemorySchema {
  const fill = (memory: Memory): Memory => fillIn(memory) as Memory

  return {
    check,
    names,
    load: came => {
      const memory = withoutEmptiedKeys(fill(cloneJson(came)), fill, check)
      const mismatch = check(memory)
      if (mismatch === undefined) return memory
      if (onInvalidMemory === 'error') throw refusal(mismatch, names)
      const mended = fill(
        onInvalidMemory === 'drop' ? withoutMismatches(cloneJson(came), fill, check) : onInvalidMemory(cloneJson(came))
      )
      const left = check(mended)
      if (left !== undefined) throw refusal(left, names)
      return mended
    }
  }
}

/**
 * The platform empties a key by null: where null does not fit, and the schema can do without the key, it is left out.
 */
function withoutEmptiedKeys (memory: Memory, fill: (memory: Memory) => Memory, check: SchemaCheck): Memory {
  const mismatch = check(memory)
  if (mismatch === undefined) return memory
  const key = firstStep(mismatch.path)
  if (memory[key] !== null) return memory
  const { [key]: emptied, ...others } = memory
  const left = fill(others)
  const next = check(left)
  return next !== undefined && firstStep(next.path) === key ? memory : withoutEmptiedKeys(left, fill, check)
}

/** Forgets key after key until the rest fits, or until what does not fit is that a key is missing. */
function withoutMismatches (memory: Memory, fill: (memory: Memory) => Memory, check: SchemaCheck): Memory {
  for (let mismatch = check(fill(memory)); mismatch !== undefined; mismatch = check(fill(memory))) {
    const key = firstStep(mismatch.path)
    if (!Object.hasOwn(memory, key)) return memory
    delete memory[key]
  }
  return memory
}

function firstStep (pointer: string): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
}

function refusal ({ path, why }: Mismatch, names: ReadonlySet<string>): Error {
  const pointer = shortenPointer(path)
  return naming(new FST_BOT_MEMORY_MISMATCH(pointer, why), pointer, names)
}
