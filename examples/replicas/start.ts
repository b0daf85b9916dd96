import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { readEnvironment } from './environment.ts'

const NO_PORT = 2 // exit code of a replica that cannot listen
const AGAIN = 1000 // milliseconds before a replica that has ended is replaced

// Several replicas behind one port: calls are handed to one after the other.
function start (): void {
  const { REPLICAS = '3' } = process.env
  readEnvironment(process.env) // what is missing is said once
  let stopping = false

  cluster.setupPrimary({ exec: fileURLToPath(new URL('replica.js', import.meta.url)) })
  cluster.schedulingPolicy = cluster.SCHED_RR
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (stopping) return
    if (code === NO_PORT) return stop(1)
    console.error(`replica ${pid} has ended (${signal ?? code}), another one is started`)
    setTimeout(() => { if (!stopping) cluster.fork() }, AGAIN)
  })
  for (let replica = 0; replica < Number(REPLICAS); replica++) cluster.fork()

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { stop(0) })

  function stop (code: number): void {
    stopping = true
    process.exitCode = code
    for (const replica of Object.values({ ...cluster.workers }) as Worker[]) replica.process.kill('SIGTERM')
  }
}

try {
  start()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
