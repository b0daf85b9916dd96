import type { CallRecord } from '../../platform/calls/call-record.ts'
import type { Line } from '../text/line.ts'
import { pretty } from './json.ts'

/** A call as it went over the wire: request and answer with their headers, credentials masked. */
export function showCall ({ request, response, ms, problem }: CallRecord): Line[] {
  return [
    [{ style: 'bold', text: `${request.method} ${request.url}` }],
    ...headers(request.headers),
    ...(request.body === undefined ? [] : pretty(request.body)),
    [],
    ...(response === null
      ? []
      : [
          [{ style: 'bold' as const, text: `${response.status} in ${ms} ms` }],
          ...headers(response.headers),
          ...pretty(response.json === undefined ? response.text : response.json)
        ]),
    ...(problem === null ? [] : [[{ style: 'red' as const, text: `error: ${problem.message}` }]])
  ]
}

function headers (headers: Readonly<Record<string, string>>): Line[] {
  return Object.entries(headers).map(([name, value]) => [{ style: 'dim', text: `${name}: ${value}` }])
}
