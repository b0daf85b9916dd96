import { bodyFor, chunked, rawCall, rawHead } from './raw-http.ts'

/** What is sent on one connection, the statuses it must be answered with, and the skills whose handlers may run. */
export type Case = [bytes: string, statuses: number[], skills?: string[]]

const CHUNKED = 'transfer-encoding: chunked'
const body = bodyFor('outer')
const hidden = rawCall('hidden')
/**
 * An honest call that comes last and has the connection closed: what is before it has been understood as one request.
 */
const last = rawCall('last', ['connection: close'])

const withLength = (length: string, rest = body): string => rawHead([`content-length: ${length}`]) + rest
const withCoding = (coding: string, rest = chunked(body)): string => rawHead([coding]) + rest
const inChunks = (chunks: string): string => rawHead([CHUNKED]) + chunks
const withLine = (line: string): string => rawCall('outer', [line]) + last
const withRequestLine = (line: string): string =>
  rawCall('outer', ['connection: close']).replace('POST / HTTP/1.1', line)
const withHosts = (...lines: string[]): string => rawCall('outer', lines).replace('host: bot\r\n', '')
/**
 * Node.js 20 forgets the length of lines that it has taken, so the limit on all of them together does not bind there.
 */
const manyLines: [number[], string[]] = process.versions.node.startsWith('20.')
  ? [[200, 200], ['outer', 'last']]
  : [[431], []]
const size = body.length.toString(16)

/** How long the body is, and where the next request begins. */
export const framing: Record<string, Case> = {
  'an ordinary call, and another': [rawCall('outer') + last, [200, 200], ['outer', 'last']],
  'a chunked call, and another': [inChunks(chunked(body)) + last, [200, 200], ['outer', 'last']],
  'length and chunks, the length covers a request': [
    rawHead([`content-length: ${5 + hidden.length}`, CHUNKED]) + '0\r\n\r\n' + hidden, [400]
  ],
  'chunks and length': [rawHead([CHUNKED, `content-length: ${body.length}`]) + chunked(body) + hidden, [400]],
  'chunks and a length of 0': [rawHead([CHUNKED, 'content-length: 0']) + chunked(body) + hidden, [400]],
  'two lengths that differ': [
    rawHead([`content-length: ${body.length}`, `content-length: ${body.length + hidden.length}`]) + body + hidden, [400]
  ],
  'two lengths that differ, in two spellings': [
    rawHead(['content-length: 0', `Content-Length: ${body.length}`]) + body + hidden, [400]
  ],
  'two lengths that are the same': [
    rawHead([`content-length: ${body.length}`, `content-length: ${body.length}`]) + body, [400]
  ],
  'a list of lengths': [withLength(`${body.length}, ${body.length}`), [400]],
  'a length with a plus': [withLength(`+${body.length}`), [400]],
  'a length below zero': [withLength('-1'), [400]],
  'a length in hexadecimal': [withLength(`0x${size}`), [400]],
  'a length with an exponent': [withLength('1e1'), [400]],
  'a length with a fraction': [withLength(`${body.length}.0`), [400]],
  'an empty length': [withLength(''), [400]],
  'a length with a space in it': [withLength('1 0'), [400]],
  'a length beyond 64 bits': [withLength('18446744073709551617'), [400]],
  'a length that is a word': [withLength('ten'), [400]],
  'a length with zeros before it': [withLength(`000${body.length}`) + last, [200, 200], ['outer', 'last']],
  'a length that is too short': [withLength(String(body.length - 3)), [400]],
  'a length that takes in a request': [withLength(String(body.length + hidden.length), body + hidden), [400]],
  'a length that is never reached': [withLength(String(body.length + 1)), [408]],
  'an underscore in place of the hyphen of the length': [rawHead([`content_length: ${body.length}`]) + body, [400]],
  'an underscore in place of the hyphen of the coding': [withCoding('transfer_encoding: chunked'), [400]],
  'a space before the colon of the length': [rawHead([`content-length : ${body.length}`]) + body + hidden, [400]],
  'a space before the colon of the coding': [withCoding('transfer-encoding : chunked') + hidden, [400]],
  'a coding nobody knows': [withCoding('transfer-encoding: xchunked') + hidden, [400]],
  'a coding with a parameter': [withCoding('transfer-encoding: chunked;q=1') + hidden, [400]],
  'a coding of identity': [withCoding('transfer-encoding: identity') + hidden, [400]],
  'chunked is not the last coding': [withCoding('transfer-encoding: chunked, identity') + hidden, [400]],
  'chunked in quotes': [withCoding('transfer-encoding: "chunked"') + hidden, [400]],
  'a vertical tab before the coding': [withCoding('transfer-encoding: \x0Bchunked') + hidden, [400]],
  'the coding on a line of its own': [withCoding('transfer-encoding:\r\n chunked') + hidden, [400]],
  'an empty coding': [withCoding('transfer-encoding:') + hidden, [400]],
  'the coding twice': [rawHead([CHUNKED, CHUNKED]) + chunked(body) + last, [400]],
  'the coding twice, once unknown': [rawHead([CHUNKED, 'transfer-encoding: cow']) + chunked(body) + hidden, [400]],
  'the coding in capitals': [withCoding('TRANSFER-ENCODING: CHUNKED') + last, [200, 200], ['outer', 'last']],
  'a tab around the coding': [withCoding('transfer-encoding:\tchunked\t') + last, [400]],
  'a second coding before chunked': [
    withCoding('transfer-encoding: gzip, chunked') + last, [200, 200], ['outer', 'last']
  ],
  'chunks in HTTP/1.0': [inChunks(chunked(body)).replace('HTTP/1.1', 'HTTP/1.0') + hidden, [400], ['outer']]
}

/** What stands between chunks. */
export const chunks: Record<string, Case> = {
  'an extension': [inChunks(chunked(body).replace('\r\n', ';a=b\r\n')) + last, [200, 200], ['outer', 'last']],
  'a huge extension': [inChunks(chunked(body).replace('\r\n', `;a=${'b'.repeat(20_000)}\r\n`)), [400]],
  'an extension that ends in a bare LF': [inChunks(`${size};a\n${body}\r\n0\r\n\r\n`) + hidden, [400]],
  'a size of 17 digits': [inChunks(`1000000000000000${size}\r\n${body}\r\n0\r\n\r\n`), [400]],
  'a size with a prefix': [inChunks(`0x${chunked(body)}`), [400]],
  'a size with a plus': [inChunks(`+${chunked(body)}`), [400]],
  'a size below zero': [inChunks(`-${chunked(body)}`), [400]],
  'no size': [inChunks(`\r\n${body}\r\n0\r\n\r\n`), [400]],
  'a space before the size': [inChunks(` ${chunked(body)}`), [400]],
  'a size that ends in a bare LF': [inChunks(`${size}\n${body}\r\n0\r\n\r\n`) + hidden, [400]],
  'a size that ends in a bare CR': [inChunks(`${size}\r${body}\r\n0\r\n\r\n`) + hidden, [400]],
  'a chunk that is longer than its size': [
    inChunks(`${(body.length - 2).toString(16)}\r\n${body}\r\n0\r\n\r\n`), [400]
  ],
  'a chunk that is shorter than its size': [
    inChunks(`${(body.length + 2).toString(16)}\r\n${body}\r\n0\r\n\r\n`), [400]
  ],
  'a chunk without its end': [inChunks(`${size}\r\n${body}0\r\n\r\n`), [400]],
  'a chunk that ends in a bare LF': [inChunks(`${size}\r\n${body}\n0\r\n\r\n`) + hidden, [400]],
  'a request in a chunk': [inChunks(chunked(hidden)), [400]],
  'no last chunk': [inChunks(`${size}\r\n${body}\r\n`), [408]],
  'no line after the last chunk': [inChunks(`${size}\r\n${body}\r\n0\r\n`), [408]],
  'a trailer': [inChunks(`${size}\r\n${body}\r\n0\r\nx-trailer: 1\r\n\r\n`) + last, [200, 200], ['outer', 'last']],
  'a length in the trailer': [inChunks(`${size}\r\n${body}\r\n0\r\ncontent-length: 5\r\n\r\n`) + hidden, [400]],
  'a huge trailer': [inChunks(`${size}\r\n${body}\r\n0\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`), [431]],
  'a trailer without a name': [inChunks(`${size}\r\n${body}\r\n0\r\n: y\r\n\r\n`), [400]]
}

/** Lines of the head. */
export const lines: Record<string, Case> = {
  'a folded line': [withLine('x-a: b\r\n c'), [400]],
  'a line that begins with a tab': [withLine('\tx-a: b'), [400]],
  'a first line that begins with a space': [rawCall('outer').replace('host: bot', ' host: bot'), [400]],
  'a line without a colon': [withLine('x-a'), [400]],
  'a line without a name': [withLine(': b'), [400]],
  'a name with a space': [withLine('x a: b'), [400]],
  'a name with NUL': [withLine('x\0a: b'), [400]],
  'a name that is no ASCII': [withLine('x\xE9: b'), [400]],
  'a value with NUL': [withLine('x-a: b\0c'), [400]],
  'a value with DEL': [withLine('x-a: b\x7Fc'), [400]],
  'a value with a bare CR': [withLine('x-a: b\rcontent-length: 0'), [400]],
  'a value with a bare LF': [withLine('x-a: b\ncontent-length: 0'), [400]],
  'bare LF at each end': [rawCall('outer').replaceAll('\r\n', '\n'), [400]],
  'CR alone at each end': [rawCall('outer').replaceAll('\r\n', '\r'), [400]],
  'a bare LF after the head': [rawCall('outer').replace('\r\n\r\n', '\r\n\n'), [400]],
  'an empty line before the request': [`\r\n${rawCall('outer')}${last}`, [200, 200], ['outer', 'last']],
  '100 lines': [withLine('x: y\r\n'.repeat(100).trimEnd()), [200, 200], ['outer', 'last']],
  '3,000 lines': [withLine('x: y\r\n'.repeat(3_000).trimEnd()), ...manyLines],
  'a line of 20 kB': [withLine(`x: ${'y'.repeat(20_000)}`), [431]],
  'a head that does not end': ['POST / HTTP/1.1\r\nhost: bot\r\nx-a: b\r\n', [408]],
  'nothing at all': ['', [408]],
  'no host': [withHosts(), [400]],
  'two hosts': [withHosts('host: bot', 'host: other'), [400]],
  'the same host twice': [withHosts('host: bot', 'Host: bot'), [400]],
  'two hosts, far from each other': [withHosts('HOST: bot', 'x: y', 'x: y', 'x: y', 'host: other'), [400]],
  'two hosts for the errors route': [withHosts('host: bot', 'host: other').replace('POST / ', 'POST /errors '), [400]],
  'no host in HTTP/1.0': [withHosts().replace('HTTP/1.1', 'HTTP/1.0'), [200], ['outer']],
  'an upgrade to h2c': [
    withLine('connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAARAAAAA'), [200],
    ['outer']
  ],
  'an upgrade to websocket': [withLine('connection: Upgrade\r\nupgrade: websocket'), [200], ['outer']],
  'an expectation of 100': [withLine('expect: 100-continue'), [100, 200, 200], ['outer', 'last']],
  'another expectation': [withLine('expect: the-unexpected'), [417, 200], ['last']]
}

/** The first line, and what is not HTTP at all. */
export const first: Record<string, Case> = {
  TLS: ['\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03' + '\x7F'.repeat(500), [400]],
  'HTTP/2 with prior knowledge': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', [400]],
  'HTTP/0.9': ['GET /\r\n\r\n', [404]],
  'another major version': [withRequestLine('POST / HTTP/3.0'), [400]],
  'another minor version': [withRequestLine('POST / HTTP/1.9'), [400]],
  'no version': [withRequestLine('POST /'), [200], ['outer']],
  'a version in lower case': [withRequestLine('POST / http/1.1'), [400]],
  'another protocol': [withRequestLine('POST / RTSP/1.0'), [200], ['outer']],
  SSH: ['SSH-2.0-OpenSSH_9.2\r\n', [400]],
  'a method in lower case': [withRequestLine('post / HTTP/1.1'), [400]],
  'a method nobody knows': [withRequestLine('POSTS / HTTP/1.1'), [400]],
  'a method this route does not have': [withRequestLine('PUT / HTTP/1.1'), [404]],
  TRACE: [withRequestLine('TRACE / HTTP/1.1'), [404]],
  CONNECT: [withRequestLine('CONNECT bot:443 HTTP/1.1'), []],
  'a GET that holds a request': [
    `GET / HTTP/1.1\r\nhost: bot\r\ncontent-length: ${hidden.length}\r\n\r\n${hidden}${last}`, [404, 200], ['last']
  ],
  'two spaces in the line': [withRequestLine('POST  / HTTP/1.1'), [200], ['outer']],
  'a tab in the line': [withRequestLine('POST\t/ HTTP/1.1'), [400]],
  'a space in the path': [withRequestLine('POST /a b HTTP/1.1'), [400]],
  'NUL in the path': [withRequestLine('POST /\0 HTTP/1.1'), [400]],
  'a path with a whole request in it': [
    withRequestLine(`POST /?${encodeURIComponent(hidden)} HTTP/1.1`), [200], ['outer']
  ],
  'a path of 20 kB': [withRequestLine(`POST /${'a'.repeat(20_000)} HTTP/1.1`), [431]],
  'a path that does not decode': [withRequestLine('POST /%zz HTTP/1.1'), [400]],
  'the address of another server': [withRequestLine('POST http://other/ HTTP/1.1'), [200], ['outer']],
  'an asterisk': [withRequestLine('POST * HTTP/1.1'), [200], ['outer']]
}

/** Bodies beyond the limit of 1,000 bytes. */
export const sizes: Record<string, Case> = {
  'a length beyond the limit, which holds a request': [withLength('1001', hidden.padEnd(1001)), [413]],
  'chunks beyond the limit, which hold a request': [inChunks(chunked(hidden.padEnd(1001))), [413]]
}
