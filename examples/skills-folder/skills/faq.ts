import type { FastifyInstance } from 'fastify'

const answers = new Map([['faq-hours', 'We are open from 9 to 17.'], ['faq-price', 'It is free.']])

export default async function faq ({ bot }: FastifyInstance) {
  bot.skill(/^faq-/, ({ skill = '' }) => answers.get(skill) ?? 'I have no answer to that.')
}
