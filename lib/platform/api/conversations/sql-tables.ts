import type { Migration } from '../../../store/migrate.ts'

/**
 * `json`, and not `jsonb`, keeps what people wrote as it is: the order of keys, and characters that `jsonb` refuses.
 */
export const migration: Migration = {
  module: 'platform',
  steps: [`
    CREATE TABLE bot_webhook.conversation (
      bot text NOT NULL,
      id text NOT NULL,
      chat_id text NOT NULL,
      channel text NOT NULL,
      state json NOT NULL,
      version integer NOT NULL DEFAULT 0,
      next_seq integer NOT NULL DEFAULT 1,
      last_at bigint NOT NULL DEFAULT 0,
      updated_at bigint NOT NULL,
      PRIMARY KEY (bot, id),
      UNIQUE (bot, chat_id)
    );
    CREATE INDEX conversation_updated ON bot_webhook.conversation (bot, updated_at);
    CREATE TABLE bot_webhook.conversation_message (
      bot text NOT NULL,
      conversation text NOT NULL,
      seq integer NOT NULL,
      id text NOT NULL,
      message json NOT NULL,
      input json,
      PRIMARY KEY (bot, conversation, seq),
      UNIQUE (bot, conversation, id),
      FOREIGN KEY (bot, conversation) REFERENCES bot_webhook.conversation (bot, id) ON DELETE CASCADE
    );
    CREATE INDEX conversation_unanswered ON bot_webhook.conversation_message (bot, conversation, seq)
      WHERE input IS NOT NULL;
    CREATE TABLE bot_webhook.conversation_lock (
      bot text NOT NULL,
      id text NOT NULL,
      holder text NOT NULL,
      expires timestamptz NOT NULL,
      PRIMARY KEY (bot, id)
    );
  `]
}
