/** What opens the inbox of the bot. */
export const INBOX_TOKEN = 'the-inbox-of-a-test'

/** How the bot that is put to the test is started. */
export interface Settings {
  /** None: the bot is without `durable`. */
  store?: string
  /** Where the Bot Connector is; nobody listens there unless it is said. */
  connector?: string
  /** Milliseconds until a push is tried again; a minute unless it is said. */
  retryMs?: number
  /** Folder of the spool. */
  spool?: string
  spoolBytes?: number
  /** Whether the inbox keeps all, instead of as much as it does by default. */
  keepsAll?: boolean
}
