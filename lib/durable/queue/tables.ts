import type { Migration } from '../../store/migrate.ts'

/**
 * What waits, in order per conversation. `conversation_queue` has one row for each conversation that has something to
 * do: a worker takes the row, not the items, so a look at the queue costs the same however many items wait. `due_at` is
 * when the next worker may take it: now, after a retry's wait, or when the lease of a worker that died ends. `fence`
 * grows with each take, and every write of a worker names the one it took; `version` grows with each new item, so that
 * whoever empties a conversation sees an item that came meanwhile. All times are the database's.
 */
export const queueTables: Migration = {
  module: 'queue',
  steps: [`
    CREATE TABLE bot_webhook.bot (
      name text PRIMARY KEY,
      connector text,
      paused text[] NOT NULL DEFAULT '{}',
      seen_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE bot_webhook.conversation_queue (
      bot text NOT NULL,
      queue text NOT NULL,
      key text NOT NULL,
      due_at timestamptz NOT NULL DEFAULT now(),
      is_slow boolean NOT NULL DEFAULT false,
      is_taken boolean NOT NULL DEFAULT false,
      fence bigint NOT NULL DEFAULT 0,
      version bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (bot, queue, key)
    ) WITH (fillfactor = 70);
    CREATE INDEX conversation_queue_due ON bot_webhook.conversation_queue (bot, queue, is_slow, due_at);
    CREATE TABLE bot_webhook.queue_item (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      bot text NOT NULL,
      queue text NOT NULL,
      key text NOT NULL,
      conversation text NOT NULL,
      payload text NOT NULL,
      failures integer NOT NULL DEFAULT 0,
      deaths integer NOT NULL DEFAULT 0,
      unconfirmed integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX queue_item_order ON bot_webhook.queue_item (bot, queue, key, id);
    CREATE INDEX queue_item_conversation ON bot_webhook.queue_item (bot, conversation);
    CREATE TABLE bot_webhook.dead_letter (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      bot text NOT NULL,
      queue text NOT NULL,
      conversation text NOT NULL,
      payload text NOT NULL,
      code text NOT NULL,
      reason text NOT NULL,
      attempts integer NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX dead_letter_bot ON bot_webhook.dead_letter (bot, id);
    CREATE INDEX dead_letter_conversation ON bot_webhook.dead_letter (bot, conversation);
    CREATE TABLE bot_webhook.throughput (
      bot text NOT NULL,
      queue text NOT NULL,
      minute timestamptz NOT NULL,
      done bigint NOT NULL,
      failed bigint NOT NULL,
      PRIMARY KEY (bot, queue, minute)
    );
  `]
}
