import type { Migration } from '../../store/migrate.ts'

/**
 * The tables of the inbox. Texts are what JSON.stringify writes or ASCII, since PostgreSQL keeps neither NUL nor a lone
 * surrogate in a text; whatever may hold anything is bytea.
 */
export const inboxTables: Migration = {
  module: 'inbox',
  steps: [`
    CREATE TABLE bot_webhook.inbox (
      bot text PRIMARY KEY,
      entries bigint NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      erasures bigint NOT NULL DEFAULT 0
    );
    CREATE TABLE bot_webhook.inbox_group (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      bot text NOT NULL REFERENCES bot_webhook.inbox,
      fingerprint text NOT NULL,
      kind text NOT NULL,
      title text NOT NULL,
      count bigint NOT NULL,
      first_seen timestamptz NOT NULL,
      last_seen timestamptz NOT NULL,
      UNIQUE (bot, fingerprint)
    );
    CREATE INDEX ON bot_webhook.inbox_group (bot, last_seen);
    CREATE TABLE bot_webhook.inbox_entry (
      id uuid PRIMARY KEY,
      bot text NOT NULL REFERENCES bot_webhook.inbox,
      group_id bigint NOT NULL REFERENCES bot_webhook.inbox_group ON DELETE CASCADE,
      at timestamptz NOT NULL,
      conversation bytea,
      raw bytea NOT NULL,
      detail text NOT NULL,
      size integer NOT NULL
    );
    CREATE INDEX ON bot_webhook.inbox_entry (bot, id);
    CREATE INDEX ON bot_webhook.inbox_entry (group_id, id);
    CREATE INDEX ON bot_webhook.inbox_entry (bot, conversation) WHERE conversation IS NOT NULL;
    CREATE TABLE bot_webhook.inbox_erased (
      bot text NOT NULL REFERENCES bot_webhook.inbox,
      conversation bytea NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (bot, conversation)
    );
  `, `
    ALTER TABLE bot_webhook.inbox_group ADD COLUMN done_count bigint NOT NULL DEFAULT 0;
    ALTER TABLE bot_webhook.inbox_entry ADD COLUMN summary text NOT NULL DEFAULT '{}';
  `]
}
