import { Server } from './server.js'
import { table } from './table.js'

const REQUESTS = 20_000

// A stage by the files whose code it is. What a file calls that is of no stage itself, such as the JSON functions of
// the engine, belongs to the stage of the file.
const stages = [
  ['parse', /lib\/http\/(read-body|raw-body|body-parser|scope)\.js$/],
  ['auth', /lib\/(auth\/|http\/authenticate\.js)/],
  ['validate', /lib\/http\/validator\.js$/],
  ['resolve', /lib\/bot\//],
  ['run once', /lib\/(turn\/run-once\.js|dedupe\/)/],
  ['serialise', /lib\/turn\/(respond|find-non-serializable|to-messages)\.js$/],
  ['run: turn, memory, handler', /lib\/turn\/|bench\/servers\/plugin\.js$/],
  ['lint', /lib\/replies\//],
  ['log', /lib\/http\/(log|failure)\.js$/],
  ['route', /lib\/http\/webhook-route\.js$/],
  ['Fastify and its packages', /node_modules\/(?!@sinclair\/)/], // a check of TypeBox belongs to whoever asks for it
  ['HTTP of Node.js', /^node:/]
]

/** Where the time of a turn goes, from a profile of a server that runs the whole way. */
export async function measureStages (whole) {
  const server = await Server.start(whole)
  try {
    await server.load(whole.bodies, REQUESTS)
    await server.startProfile()
    const before = await server.cpu()
    await server.load(whole.bodies, REQUESTS)
    const after = await server.cpu()
    const microseconds = (after.user + after.system - before.user - before.system) / REQUESTS
    return rowsOf(sharesOf(await server.stopProfile()), microseconds)
  } finally {
    await server.stop()
  }
}

export function stagesTable (rows) {
  return table([['stage', 'CPU µs', 'share'], ...rows.map(({ stage, cpu, share }) =>
    [stage, cpu.toFixed(1), `${(share * 100).toFixed(1)} %`])])
}

function rowsOf (shares, microseconds) {
  const order = [...stages.map(([stage]) => stage), 'garbage collection', 'engine and kernel']
  return order.filter(stage => shares.has(stage))
    .map(stage => ({ stage, share: shares.get(stage), cpu: shares.get(stage) * microseconds }))
}

/** The share of each stage in the time in which the process was not idle. */
function sharesOf ({ nodes, samples, timeDeltas }) {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])))
  const byId = new Map(nodes.map(node => [node.id, node]))
  const known = new Map()
  const stageOf = id => {
    if (!known.has(id)) {
      known.set(id,
        stageOfFrame(byId.get(id)) ?? (parents.has(id) ? stageOf(parents.get(id)) : 'engine and kernel'))
    }
    return known.get(id)
  }

  const times = new Map()
  let total = 0
  for (const [index, id] of samples.entries()) {
    const stage = stageOf(id)
    if (stage === IDLE) continue
    times.set(stage, (times.get(stage) ?? 0) + timeDeltas[index])
    total += timeDeltas[index]
  }
  return new Map([...times].map(([stage, time]) => [stage, time / total]))
}

const IDLE = 'idle'
const ofEngine = { '(idle)': IDLE, '(garbage collector)': 'garbage collection', '(program)': 'engine and kernel' }

function stageOfFrame ({ callFrame: { functionName, url } }) {
  return ofEngine[functionName] ?? stages.find(([, files]) => files.test(url))?.[0]
}
