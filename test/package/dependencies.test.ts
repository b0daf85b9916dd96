import { readFileSync } from 'node:fs'
import t from 'tap'
import { repository } from '../support/repository.ts'

// What an app gets with this package, as the lock file has it.

const read = (path: string) => JSON.parse(readFileSync(new URL(path, repository), 'utf8'))

interface Locked {
  version: string
  license?: string
  integrity?: string
  hasInstallScript?: boolean
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}
const locked: Record<string, Locked> = read('package-lock.json').packages

/** The lowest versions without a weakness that is known, one for each major version that gets fixes. */
const floors: Record<string, { floors: string[], why: string }> = read('test/fixtures/security-floors.json')

const core = treeOf(['fastify', 'fastify-plugin', '@fastify/error', '@sinclair/typebox', '@fastify/swagger'])
const withOptional = treeOf([
  ...Object.keys(locked['']?.dependencies ?? {}), ...Object.keys(locked['']?.peerDependencies ?? {}), '@fastify/swagger'
])

/** Where packages and all that they depend on are, by their places in the lock file. */
function treeOf (names: string[]): string[] {
  const places = new Set<string>()
  const add = (name: string, from: string): void => {
    const place = placeOf(name, from)
    if (places.has(place)) return
    places.add(place)
    for (const dependency of Object.keys(locked[place]?.dependencies ?? {})) add(dependency, place)
  }
  for (const name of names) add(name, '')
  return [...places]
}

/** Where Node.js finds a package that is imported from another: in the nearest folder. */
function placeOf (name: string, from: string): string {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (place in locked) return place
  if (from === '') throw new Error(`${name} is not in the lock file`)
  return placeOf(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
}

function nameOf (place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Whether a version is below the floor of its major version, or of an older one than any that gets fixes. */
function isBelow (version: string, floors: readonly string[]): boolean {
  const [major] = numbersOf(version)
  const floor = floors.find(floor => numbersOf(floor)[0] === major)
  if (floor === undefined) return floors.every(floor => major < numbersOf(floor)[0])
  const [own, least] = [numbersOf(version), numbersOf(floor)]
  const differs = own.findIndex((number, index) => number !== least[index])
  return differs !== -1 && Number(own[differs]) < Number(least[differs])
}

function numbersOf (version: string): [number, number, number] {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? []
  if (numbers.length !== 3) throw new Error(`${version} is not a version that can be compared`)
  return numbers.map(Number) as [number, number, number]
}

t.test('the core is no more than 57 packages', t => {
  const packages = new Set(core.map(place => `${nameOf(place)}@${locked[place]?.version}`))
  t.ok(packages.size <= 57, `${packages.size}: ${[...packages].sort().join(' ')}`)
  t.ok(packages.size > 40, 'they were found')
  t.end()
})

t.test('no package runs a script when it is installed, each has a hash, and a licence that any app may use', t => {
  for (const place of withOptional) {
    const { hasInstallScript = false, integrity = '', license = 'none' } = locked[place] as Locked
    t.notOk(hasInstallScript, `${place} has an install script`)
    t.match(integrity, /^sha512-/, `${place} has a hash`)
    t.match(license, core.includes(place)
      ? /^(MIT|ISC|BSD-3-Clause)$/
      : /^(MIT|ISC|BSD-3-Clause|Apache-2\.0|\(MIT OR CC0-1\.0\))$/, `${place}: ${license}`)
  }
  t.ok(withOptional.length > core.length)
  t.end()
})

// What tsx brings, which runs TypeScript in development: its script only checks the binary that it is published with.
const CHECKS_ITSELF = ['node_modules/esbuild']

t.test('no package of the lock file, those of development included, runs a script when it is installed', t => {
  t.strictSame(Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => place),
    CHECKS_ITSELF)
  t.end()
})

t.test('optional packages are peers of any version, so that none conflicts with the one that an app has', t => {
  const { peerDependencies, peerDependenciesMeta } = read('package.json')
  for (const [name, range] of Object.entries(peerDependencies)) {
    t.equal(range === '*', peerDependenciesMeta[name]?.optional === true, `${name}: ${range}`)
  }
  t.end()
})

t.test('no version with a known weakness', t => {
  const seen = new Set<string>()
  for (const place of withOptional) {
    const floor = floors[nameOf(place)]
    if (floor === undefined) continue
    seen.add(nameOf(place))
    const { version } = locked[place] as Locked
    t.notOk(isBelow(version, floor.floors),
      `${place} is ${version}, the floor is ${floor.floors.join(' or ')}: ${floor.why}`)
  }
  t.strictSame([...seen].sort(), Object.keys(floors).sort(), 'a floor of a package that is not there any more may go')
  t.end()
})

t.test('floors are told from versions below them', t => {
  const uri = ['3.1.8', '4.1.5']
  for (const version of ['2.9.9', '3.1.7', '3.0.9', '4.1.4', '4.0.0']) t.ok(isBelow(version, uri), version)
  for (const version of ['3.1.8', '3.1.10', '3.2.0', '4.1.5', '4.10.0', '5.0.0']) {
    t.notOk(isBelow(version, uri),
      version)
  }
  t.end()
})
