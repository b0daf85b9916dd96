import {
  decodeFailureDetails, FAILURE_HEADER, TOOL_HEADER, toolTokens, type FailureDetails
} from '../../shared/failure-details.ts'
import type { Transport } from './transport.ts'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Asks a bot on this machine what its handlers fail with. */
export function askForFailureDetails (transport: Transport): Transport {
  return (request, signal) => {
    const { hostname, port, protocol } = new URL(request.url)
    if (!LOOPBACK.test(hostname)) return transport(request, signal)
    const tokens = toolTokens(port === '' ? (protocol === 'https:' ? '443' : '80') : port)
    return transport({ ...request, headers: { ...request.headers, [TOOL_HEADER]: tokens } }, signal)
  }
}

/** What a bot failed with, and the other headers of its answer. */
export function takeFailureDetails (
  { [FAILURE_HEADER]: header, ...headers }: Readonly<Record<string, string>>
): { failure: FailureDetails | null, headers: Record<string, string> } {
  return { failure: header === undefined ? null : decodeFailureDetails(header), headers }
}
