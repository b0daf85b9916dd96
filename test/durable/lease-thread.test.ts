import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { until } from '../support/durable.ts'
import { repository } from '../support/repository.ts'

t.test('a database that does not answer is asked again and again, over one connection at a time', async t => {
  let [asked, open, most] = [0, 0, 0]
  const silent = createServer(socket => {
    asked++
    most = Math.max(most, ++open)
    socket.on('close', () => { open-- }).on('error', () => {}).resume()
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const thread = new Worker(new URL('dist/lib/durable/queue/lease-thread.js', repository),
    { workerData: { url: `postgres://bot@127.0.0.1:${port}/postgres`, bot: 'bot' } })
  const errors: Error[] = []
  thread.on('error', error => { errors.push(error) })
  t.teardown(async () => {
    await thread.terminate()
    silent.close()
  })
  thread.postMessage([{ queue: 'jobs', key: 'key', fence: 1 }]) // and then its process computes
  await until(() => asked === 2)
  t.equal(most, 1)
  t.strictSame(errors, [])
})
