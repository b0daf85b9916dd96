import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Verifier } from '../auth/verifier.ts'
import { FST_BOT_BODY_INVALID, FST_BOT_REPORT_FAILED } from '../errors.ts'
import { errorHandler } from './error-handler.ts'
import { describeFailure, logFailure } from './failure.ts'
import { readBody } from './read-body.ts'
import { registerRouteVariants } from './register-route-variants.ts'
import { documentErrors } from './openapi/operations.ts'
import type { BotInternals } from './bot-internals.ts'
import { authenticate } from './authenticate.ts'
import type { Report, ReportHandler } from './report.ts'

export interface ErrorsRoute {
  url: string
  bodyLimit: number
  id: string
  tag: string
  verifiers: readonly Verifier[]
  onReport: () => ReportHandler | undefined
  internals: BotInternals
}

interface ReportContext {
  onReport: ReportHandler | undefined
  internals: BotInternals
  unread?: string
}

/**
 * Takes whatever an authorised caller posts, and always answers 200 with an empty body, as the platform's samples do.
 */
export function errorsRoute (
  scope: FastifyInstance, { url, bodyLimit, id, tag, verifiers, onReport, internals }: ErrorsRoute
): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (request, payload, done) => {
    const declared = request.headers['content-length']
    readBody(payload, request.raw, bodyLimit, (error, bytes) => {
      const isCut = payload === request.raw && bytes !== undefined && declared !== undefined &&
        Number(declared) !== bytes.length
      if (isCut) done(new FST_BOT_BODY_INVALID('', 'not as long as was announced'))
      else done(error, bytes)
    })
  })
  scope.setErrorHandler((error, request, reply) => {
    // a body that Fastify would not read is a report all the same
    const unread = codeOfUnreadBody(error)
    if (unread === undefined) errorHandler(error, request, reply)
    else answerReport(request, reply, { onReport: onReport(), internals, unread })
  })
  registerRouteVariants(scope, {
    method: 'POST',
    url,
    onRequest: authenticate(verifiers),
    bodyLimit,
    config: documentErrors({ id, tag, verifiers, log: scope.log }),
    handler: (request, reply) => {
      answerReport(request, reply, { onReport: onReport(), internals })
    }
  })
}

function codeOfUnreadBody (error: unknown): string | undefined {
  try {
    const { code } = Object(error) as { code?: unknown }
    return typeof code === 'string' && /^FST_(ERR_CTP|BOT_BODY)_/.test(code) ? code : undefined
  } catch {
    return undefined // it throws when it is looked at
  }
}

/** Answers first, but for a report that is kept: nothing else that happens to it changes the answer. */
function answerReport (request: FastifyRequest, reply: FastifyReply, {
  onReport, internals, unread
}: ReportContext): void {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const report: Report = {
    raw, body: read(raw), ...(unread !== undefined && { unread }), receivedAt: new Date(), request
  }
  if (internals.takeReport === undefined) reply.code(200).send()
  else {
    internals.takeReport(report).then(
      () => {
        reply.code(200).send()
      },
      error => {
        reply.header('retry-after', '5').send(error)
      }
    )
  }
  request.log.warn(
    { bytes: raw.length, ...(unread !== undefined && { unread }) }, 'bot webhook: the platform reports trouble'
  )
  if (onReport !== undefined) handOver(report, onReport)
}

async function handOver (report: Report, onReport: ReportHandler): Promise<void> {
  try {
    await onReport(report)
  } catch (cause) {
    const { log } = report.request
    const { code, message } = new FST_BOT_REPORT_FAILED({ cause })
    const line = { code, failure: describeFailure(cause) }
    logFailure(log, { level: 'error', line, message: `bot webhook: ${message}`, thrown: cause })
  }
}

function read (raw: Buffer): unknown {
  const text = raw.toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
