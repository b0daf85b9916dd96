import { summaryOf } from './summary.ts'

/** What the inbox keeps of a report of the platform, or of a turn that failed. */
export interface Entry {
  /** A UUID of version 7: those made later are greater. It is what keeps an entry from being stored twice. */
  readonly id: string
  readonly at: Date
  readonly kind: Kind
  /** Same for entries that are about the same thing. */
  readonly fingerprint: string
  /** What the entries of this fingerprint are about, without a word of a user's. */
  readonly title: string
  /** Names the conversation, and does not tell its id; null when none is known. */
  readonly conversation: Buffer | null
  /** The body that came, byte for byte but for what is redacted. */
  readonly raw: Buffer
  readonly detail: Detail
}

/** `report`: the platform posted it to the errors route; `failure`: a turn failed here. */
export type Kind = 'report' | 'failure'

/** What else is known. Plain JSON. */
export interface Detail {
  /** Id of the conversation. */
  readonly conversation?: string
  readonly skill?: string
  /** Whether something of the body was masked. */
  readonly redacted?: true
  /** Why the body of a report was not read: a code of Fastify. */
  readonly unread?: string
  /** The call of the platform. No header of it is kept but the type of the body. */
  readonly route?: {
    readonly method: string
    readonly url: string
    /** `RequestTurn.route` */
    readonly pattern?: string
    readonly params?: Readonly<Record<string, string>>
    readonly type?: string
  }
  /** What the turn failed with. */
  readonly error?: { readonly code: string, readonly name: string, readonly message: string, readonly stack?: string }
  /** What the caller got. */
  readonly answer?: { readonly status: number, readonly body: string }
}

const ROW = 300 // bytes that a row takes besides

/** What an entry takes in the store, in bytes. */
export function sizeOf ({ raw, detail }: Entry): number {
  return ROW + raw.length + JSON.stringify(detail).length + JSON.stringify(summaryOf({ raw, detail })).length
}
