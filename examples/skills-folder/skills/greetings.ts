import type { FastifyInstance } from 'fastify'

export default async function greetings ({ bot }: FastifyInstance) {
  bot.skill(['greetings', 'hello'], ({ participant, occurrences }) =>
    occurrences > 1 ? 'Hello again.' : `Hello${participant.userName ? ' ' + participant.userName : ''}.`)
}
