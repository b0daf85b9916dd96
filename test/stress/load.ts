import { readArguments } from './arguments.ts'
import { endurance } from './load/endurance.ts'
import { fewFiles } from './load/few-files.ts'
import { largeBodies } from './load/large-bodies.ts'
import { overload } from './load/overload.ts'
import type { Part } from './load/part.ts'
import { rotation } from './load/rotation.ts'
import { slowReaders } from './load/slow-readers.ts'

const parts: Record<string, Part> =
  { bodies: largeBodies, readers: slowReaders, files: fewFiles, rotation, overload, endurance }

const described = Object.entries(parts).map(([name, { what, seconds }]) =>
  [name, seconds === undefined ? what : `${what} (${seconds} s)`])
const { seconds, only } = readArguments('load', Object.fromEntries(described), ['seconds'])
console.log(`Node ${process.version}`)

let closings: Array<() => unknown> = []
const closeAll = async () => {
  for (const close of closings.reverse()) await close()
  closings = []
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal,
    () => { closeAll().finally(() => { process.exit(1) }) })
}

for (const name of only) {
  const part = parts[name] as Part
  console.log(`\n${name}: ${part.what}`)
  const misses = await part.run({ teardown: close => { closings.push(close as () => unknown) } },
    seconds ?? part.seconds ?? 0)
    .catch((error: Error) => [error.stack ?? error.message])
  console.log(misses.length === 0
    ? `${name}: as it should be`
    : misses.map(miss => `${name}: not so: ${miss}`).join('\n'))
  if (misses.length > 0) process.exitCode = 1
  await closeAll()
}
