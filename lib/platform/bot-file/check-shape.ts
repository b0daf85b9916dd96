import { KindGuard, type TObject, type TSchema, type TUnion } from '@sinclair/typebox'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import type { Place } from './document.ts'
import { suggestName, type Report } from './bot-file-issue.ts'

/** Tells of every place that is not as its schema says. A union is told apart by the kind of what was written. */
export function checkShape (schema: TSchema, place: Place, report: Report): void {
  const named = new Map<string, TSchema>() // recursive schemas, by their $id
  check(schema, place, '')

  function check (schema: TSchema, place: Place, path: string): void {
    if (schema.$id !== undefined) named.set(schema.$id, schema)
    if (KindGuard.IsThis(schema)) check(named.get(schema.$ref) as TSchema, place, path)
    else if (KindGuard.IsUnion(schema)) checkUnion(schema, place, path)
    else if (!KindGuard.IsUnknown(schema)) {
      const kind = kindIn(schema)
      if (place.kind !== kind) {
        report(path, place.offset,
        `expected ${WORDS[kind]}, not ${WORDS[place.kind]}${hintFor(kind, place)}`)
      } else checkInside(schema, place, path)
    }
  }

  function checkInside (schema: TSchema, place: Place, path: string): void {
    if (KindGuard.IsObject(schema)) checkObject(schema, place, path)
    else if (place.kind === 'map') {
      const [values] = Object.values(schema.patternProperties as Record<string, TSchema>)
      if (place.entries.length < (schema.minProperties ?? 0)) report(path, place.offset, 'expected at least one')
      for (const { key, place: inner } of place.entries) check(values as TSchema, inner, path + appendPointerStep(key))
    } else if (place.kind === 'list') {
      if (place.items.length < (schema.minItems ?? 0)) report(path, place.offset, 'expected at least one')
      place.items.forEach((item, index) => { check(schema.items, item, path + appendPointerStep(index)) })
    } else if (place.kind === 'text') {
      const text = String(place.value)
      if (text.length < (schema.minLength ?? 0)) report(path, place.offset, 'expected some text')
      if (schema.pattern !== undefined &&
        !new RegExp(schema.pattern).test(text)) report(path, place.offset, `\`${text}\` does not fit ${schema.pattern}`)
    } else if (place.kind === 'number') {
      const number = Number(place.value)
      if (!Number.isInteger(number) || number < schema.minimum || number > schema.maximum) {
        report(path, place.offset, `expected a whole number from ${schema.minimum} to ${schema.maximum}, not ${number}`)
      }
    }
  }

  function checkObject (schema: TObject, place: Place, path: string): void {
    const known = schema.properties
    const given = new Set(place.entries.map(({ key }) => key))
    for (const { key, keyOffset, place: inner } of place.entries) {
      if (Object.hasOwn(known, key)) check(known[key] as TSchema, inner, path + appendPointerStep(key))
      else {
        report(path + appendPointerStep(key), keyOffset,
        `unknown key \`${key}\`${suggestName(key, Object.keys(known).filter(key => !given.has(key)))}`)
      }
    }
    for (const key of schema.required ?? []) if (!given.has(key)) report(path, place.offset, `\`${key}\` is missing`)
    if (given.size < (schema.minProperties ??
      0)) report(path, place.offset, `expected one of ${Object.keys(known).map(key => `\`${key}\``).join(', ')}`)
  }

  function checkUnion (schema: TUnion, place: Place, path: string): void {
    const words = schema.anyOf.filter(KindGuard.IsLiteral).map(({ const: word }) => String(word))
    if (words.length > 0) {
      if (!words.includes(String(place.value))) {
        report(path, place.offset,
        `\`${String(place.value)}\` is not known here${suggestName(String(place.value), words)}`)
      }
      return
    }
    const variant = schema.anyOf.find(variant => kindIn(variant) === place.kind)
    if (variant !== undefined) check(variant, place, path)
    else {
      report(path, place.offset,
      `expected ${schema.anyOf.map(variant => WORDS[kindIn(variant)]).join(' or ')}, not ${WORDS[place.kind]}`)
    }
  }
}

/** A value itself is not told: it may be a password. */
const WORDS: Record<Place['kind'], string> = {
  map: 'a map', list: 'a list', text: 'text', number: 'a number', boolean: 'true or false', nothing: 'nothing'
}

function kindIn (schema: TSchema): Place['kind'] {
  if (KindGuard.IsString(schema)) return 'text'
  if (KindGuard.IsArray(schema)) return 'list'
  if (KindGuard.IsInteger(schema)) return 'number'
  return KindGuard.IsBoolean(schema) ? 'boolean' : 'map'
}

function hintFor (expected: Place['kind'], { kind }: Place): string {
  if (expected === 'text' && (kind === 'number' || kind === 'boolean')) return ': put it in quotes'
  return expected === 'list' && kind === 'text' ? ': write it as [it]' : ''
}
