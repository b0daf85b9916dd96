/** Why there is no answer, or no whole one. */
export interface Failure {
  /** `absent`: nothing listens; `closed`: the connection was closed before an answer; `cut`: within one. */
  readonly kind: 'late' | 'absent' | 'closed' | 'cut' | 'not-http' | 'certificate'
  readonly message: string
}

const ABSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const CERTIFICATE = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH)/

/** @param begun whether the status had come */
export function failureOf (error: unknown, begun: boolean): Failure {
  const { code = '', message } = innermost(error)
  if (ABSENT.has(code)) return { kind: 'absent', message: `nothing listens there (${code})` }
  if (CERTIFICATE.test(code)) return { kind: 'certificate', message: `a certificate that is not valid (${code})` }
  if (begun) return { kind: 'cut', message: `an answer that was cut off (${code || message})` }
  return code.startsWith('HPE_')
    ? { kind: 'not-http', message: `what came is no HTTP (${code})` }
    : { kind: 'closed', message: `the connection was closed without an answer (${code || message})` }
}

/** One address of several may have been tried, and fetch says only that it failed. */
function innermost (error: unknown): { code?: string, message: string } {
  const { cause, errors: [first] = [] } = error as { cause?: unknown, errors?: unknown[] }
  const inner = cause ?? first
  return inner === undefined ? error as Error : innermost(inner)
}
