import { sample, withSkill } from './bodies.js'
import { Server } from './server.js'
import { middleMean } from './statistics.js'

// What listeners to the channel of turns cost: in one process, which is told between slices who is to listen, because
// one process may be faster than its twin by more than what is measured here. Nobody listens twice: how far the two are
// apart is how far the other figures can be trusted.

const SLICES = 80
const REQUESTS = 1000 // of a slice
// before a slice: a channel that gets its first listener becomes another kind of object, and code is compiled anew
const WARM_UP = 500
const ROUND = { nobody: 'nobody', 'nobody again': 'nobody', 'a counter': 'counter', 'spans of OpenTelemetry': 'spans' }

const server = await Server.start({
  label: 'a bot with listeners',
  module: './servers/listened.js',
  skills: [],
  reply: { type: 'text', content: 'Roger that' }
})
try {
  const samples = Object.fromEntries(Object.keys(ROUND).map(name => [name, []]))
  for (let index = 0; index < SLICES; index++) {
    for (const name of Object.keys(ROUND).toSorted(() =>
      Math.random() - 0.5)) samples[name].push(await slice(ROUND[name]))
  }
  const base = samples.nobody.map((cpu, index) => (cpu + samples['nobody again'][index]) / 2)
  for (const [name, own] of Object.entries(samples)) {
    const ratio = middleMean(own.map((cpu, index) => cpu / base[index]))
    console.log(`${name.padEnd(22)}  ${middleMean(own).toFixed(1)} µs of CPU for each turn, ${ratio.toFixed(3)} ` +
      'times that without a listener')
  }
} finally {
  await server.stop()
}

async function slice (listener) {
  await server.call(withSkill(listener))
  await server.load([sample], WARM_UP)
  const before = await server.cpu()
  await server.load([sample], REQUESTS)
  const after = await server.cpu()
  return (after.user + after.system - before.user - before.system) / REQUESTS
}
