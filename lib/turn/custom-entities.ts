/**
 * The bot's own entities, by name: what they have besides `raw`, `confidence` and `value`. Declare them, and
 * `requires` knows their names, `turn.entity` their fields.
 *
 * @example
 * declare module 'fastify-bot-webhook' {
 *   interface CustomEntities {
 *     product: { value: string, price?: number }
 *   }
 * }
 */
export interface CustomEntities {}
