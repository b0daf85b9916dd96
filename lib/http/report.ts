import type { FastifyRequest } from 'fastify'

/**
 * What the platform posted to the errors route. The form of it is documented nowhere and no capture exists, so nothing
 * is assumed of it.
 */
export interface Report {
  /** The bytes as they came; empty when there were none, or when they could not be read. */
  raw: Buffer
  /** The JSON value when they are JSON, else the text. */
  body: unknown
  /** Code of what went wrong when the body could not be read, for example because it was too large. */
  unread?: string
  receivedAt: Date
  /** The Fastify request, for its headers and its log. */
  request: FastifyRequest
}

/** Receives what the platform reports. */
export type ReportHandler = (report: Report) => unknown
