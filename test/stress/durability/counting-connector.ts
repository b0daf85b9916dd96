import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Counted } from './start-counting-connector.ts'

// A Bot Connector that takes each message and counts. It is a process of its own, for who measures turns is not to be
// kept from it.

const next = new Map<string, number>() // the number that is expected, by conversation
const counted: Counted = { received: 0, disordered: 0 }

const server = createServer(async (request, response) => {
  const { messages } = JSON.parse(await text(request)) as { messages: Array<{ content: string }> }
  const [, conversation = ''] = /\/conversations\/([^/]+)\/messages$/.exec(request.url ?? '') ?? []
  for (const { content } of messages) {
    const number = Number(content)
    if (number !== (next.get(conversation) ?? 0)) counted.disordered++
    next.set(conversation, number + 1)
    counted.received++
  }
  response.writeHead(201, { 'content-type': 'application/json' }).end('{"results":null}')
})
server.listen(0, '127.0.0.1', () => { process.send?.((server.address() as AddressInfo).port) })
process.on('message', () => { process.send?.(counted) })
process.on('disconnect', () => { process.exit() })
