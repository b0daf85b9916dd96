/**
 * Enqueues the rows of a source with the columns queue, key, conversation, payload and place, for the bot $1, and tells
 * all processes but the one of this origin. Locks conversations in one order, so that two statements do not wait for
 * each other.
 */
export const ENQUEUE = (source: string, origin = ''): string => `
  item AS (
    INSERT INTO bot_webhook.queue_item (bot, queue, key, conversation, payload)
    SELECT $1, queue, key, conversation, payload FROM ${source} ORDER BY place
    RETURNING id
  ), known AS (
    INSERT INTO bot_webhook.conversation_queue AS known (bot, queue, key)
    SELECT DISTINCT $1, queue, key FROM ${source} ORDER BY queue, key
    ON CONFLICT (bot, queue, key) DO UPDATE SET version = known.version + 1
    RETURNING queue, xmax = 0 AS is_new
  ), notified AS (
    SELECT pg_notify('bot_webhook', $1 || '/' || queue || '/${origin}') FROM known WHERE is_new GROUP BY queue
  )`
