import fc from 'fast-check'

/**
 * What takes the place of a part of a good body, as JSON: wrong kinds, limits, names that mean something to JavaScript.
 */
const oddValues: readonly string[] = [
  null, true, false, 0, -1, 1.5, 2 ** 53, Number.MAX_VALUE, '', 'x', '5', 'null', '\u0000', '\ud800', '💬', '__proto__',
  'constructor', 'x'.repeat(3000),
  [], [[]], [null], ['x'], [{}], {}, { then: 1 }, { toJSON: 'x' }, { length: 5 },
  { __proto__: null, constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true}}'), nested(60, '{"a":', '}'), nested(70, '{"a":', '}'),
  nested(70, '[', ']'), new Array(500).fill(0), 'y'.repeat(9000)
].map(value => JSON.stringify(value))

const oddKeys: readonly string[] = [
  '__proto__', 'constructor', 'prototype', 'toJSON', 'then', 'memory', 'conversation', 'skill', 'nlp', 'intents', '',
  '0', 'a/b~c', '\u0000', 'k'.repeat(2000)
]

/** What is put between the bytes of a good body, or makes up a bad one. */
export const pieces: readonly Buffer[] = [
  '{', '}', '[', ']', '"', ':', ',', '\\', '\\u', '\\ud800', '\\x', ' ', '\n', '\u0000', '\ufeff', '\u2028', '💬', '0',
  '-', '.', 'e', '1e400', '-1e999', '01', '0x1', 'NaN', 'Infinity',
  'null', 'true', 'undefined', "'", '//', '/**/', '#', '<a>', '%00', '{}', '{"a":1}', '"a":1',
  '"__proto__":{"polluted":true},', '['.repeat(300), '{"a":'.repeat(300), '"'.repeat(301)
].map(text => Buffer.from(text)).concat([
  [0xff], [0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x1f, 0x8b], [0]
].map(bytes => Buffer.from(bytes)))

/** Something done to a part of a JSON value. */
const valueEdit = fc.record({
  does: fc.constantFrom('replace', 'remove', 'rename', 'add', 'wrap', 'double'), at: fc.nat(), unusual: fc.nat()
})
/** Something done to the bytes of a text. */
const byteEdit = fc.record({
  does: fc.constantFrom('flip', 'insert', 'drop', 'repeat', 'cut'), at: fc.nat(), unusual: fc.nat()
})

export const valueEdits = fc.array(valueEdit, { maxLength: 3 })
/** Two of three bodies stay JSON, so that most get beyond the parser. */
export const byteEdits = fc.oneof({ weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(byteEdit, { minLength: 1, maxLength: 2 }) })

type Edit<A> = A extends fc.Arbitrary<infer E> ? E : never
type Parent = Record<string, unknown>

/** Changes a JSON value here and there, and returns it. */
export function mutateValue (value: unknown, edits: Edit<typeof valueEdits>): unknown {
  const root: Parent = { value }
  for (const { does, at, unusual } of edits) {
    const places = placesIn(root, [])
    const [parent, key] = places[at % places.length] as [Parent, string]
    const oddKey = pick(oddKeys, unusual)
    switch (does) {
      case 'replace': put(parent, key, JSON.parse(pick(oddValues, unusual))); break
      case 'remove': if (parent !== root) delete parent[key]; break
      case 'rename': if (parent !== root &&
        !Array.isArray(parent)) { put(parent, oddKey, parent[key]); delete parent[key] } break
      case 'add': put(parent, parent === root || Array.isArray(parent) ? key : oddKey,
        JSON.parse(pick(oddValues, unusual))); break
      case 'wrap': put(parent, key, unusual % 2 === 0 ? [parent[key]] : { value: parent[key] }); break
      case 'double': put(parent, key, [parent[key], parent[key]])
    }
  }
  return root.value
}

/** A copy of a text, damaged here and there. */
export function mutateBytes (text: Buffer, edits: Edit<typeof byteEdits>): Buffer {
  let bytes = text
  for (const { does, at, unusual } of edits) {
    const place = at % (bytes.length + 1)
    const end = place + 1 + unusual % 20
    switch (does) {
      case 'flip': bytes = Buffer.concat([
        bytes.subarray(0, place), Buffer.from([(bytes[place] ?? 0) ^ (1 << unusual % 8)]), bytes.subarray(place + 1)
      ]); break
      case 'insert': bytes = Buffer.concat([
        bytes.subarray(0, place), pick(pieces, unusual), bytes.subarray(place)
      ]); break
      case 'drop': bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(end)]); break
      case 'repeat': bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(place)]); break
      case 'cut': bytes = bytes.subarray(0, place)
    }
  }
  return bytes
}

export function pick<T> (list: readonly T[], index: number): T {
  return list[index % list.length] as T
}

/** Every part of a value, by what it is in. */
function placesIn (parent: Parent, places: Array<[Parent, string]>): Array<[Parent, string]> {
  for (const key of Object.keys(parent)) {
    places.push([parent, key])
    const value = parent[key]
    if (typeof value === 'object' && value !== null && places.length < 500) placesIn(value as Parent, places)
  }
  return places
}

/** Defines a property, as JSON.parse does: an assignment to `__proto__` would be something else. */
function put (parent: Parent, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true })
}

function nested (levels: number, open: string, close: string): unknown {
  return JSON.parse(open.repeat(levels) + '1' + close.repeat(levels))
}
