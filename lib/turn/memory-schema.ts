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

const MAX_MENDED_KEYS = 100 // each costs a check of the whole memory

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
 * The platform empties a key by null, at any depth: where null does not fit, and the schema can do without the key, it
 * is left out.
 *
 * @param memory a copy, which is written to
 */
function withoutEmptiedKeys (memory: Memory, fill: (memory: Memory) => Memory, check: SchemaCheck): Memory {
  let mismatch = check(memory)
  for (let count = 0; mismatch !== undefined && count < MAX_MENDED_KEYS; count++) {
    const steps = stepsOf(mismatch.path)
    const key = steps.pop() as string
    const parent = steps.reduce<unknown>((value, step) => Object(value)[step], memory)
    if (Array.isArray(parent) || Object(parent)[key] !== null) return memory
    const { [key]: emptied, ...others } = parent as Memory
    const next = fill(setAt(memory, steps, others) as Memory)
    const left = check(next)
    if (left !== undefined && mismatch.path.startsWith(left.path)) return memory // the key is required
    memory = next
    mismatch = left
  }
  return memory
}

/** A value with another at a place in it. */
function setAt (value: unknown, [step, ...steps]: readonly string[], other: unknown): unknown {
  if (step === undefined) return other
  if (Array.isArray(value)) return value.with(Number(step), setAt(value[Number(step)], steps, other))
  const { [step]: inner } = value as Memory
  return { ...value as Memory, [step]: setAt(inner, steps, other) }
}

/** Forgets key after key until the rest fits, or until what does not fit is that a key is missing. */
function withoutMismatches (memory: Memory, fill: (memory: Memory) => Memory, check: SchemaCheck): Memory {
  for (let count = 0; count < MAX_MENDED_KEYS; count++) {
    const [key] = stepsOf(check(fill(memory))?.path ?? '')
    if (key === undefined || !Object.hasOwn(memory, key)) return memory
    delete memory[key]
  }
  return memory
}

function stepsOf (pointer: string): string[] {
  return pointer.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function refusal ({ path, why }: Mismatch, names: ReadonlySet<string>): Error {
  const pointer = shortenPointer(path)
  return naming(new FST_BOT_MEMORY_MISMATCH(pointer, why), pointer, names)
}
