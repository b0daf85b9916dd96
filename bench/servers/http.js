import { createServer } from 'node:http'
import { answer } from '../answer.js'
import { listen } from '../listen.js'

export function start ({ reply }) {
  return listen(createServer((request, response) => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString()), reply))
      response.writeHead(200,
        { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  }))
}
