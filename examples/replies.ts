import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, {
  buttons, card, carousel, clientData, custom, list, phone, picture, postback, quickReplies, text, triggerSkill, video,
  webUrl
} from 'fastify-bot-webhook'

const image = 'https://example.com/hotel.png'

/** One skill for each kind of reply. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })

  app.bot.skill('words', () => [
    text('**Roger** that', { markdown: true, delay: 2 }),
    picture(image),
    video('https://example.com/tour.mp4')
  ])

  app.bot.skill('questions', () => [
    quickReplies('Which city?', ['Paris', { title: 'Lyon', value: 'I want to go to Lyon' }]),
    buttons('Shall I book it?',
      ['Yes', postback('No', 'I do not want it'), webUrl('Terms', 'https://example.com/terms')])
  ])

  app.bot.skill('hotels', () => [
    card({
      title: 'Hotel du Nord', subtitle: '2 nights', imageUrl: image, buttons: [phone('Call', '+33 1 23 45 67 89')]
    }),
    carousel([{ title: 'Hotel du Nord', imageUrl: image }, 'Hotel du Sud']),
    list(['Hotel du Nord', { title: 'Hotel du Sud', subtitle: 'full', buttons: ['Wait for it'] }],
      { buttons: ['More'] })
  ])

  app.bot.skill('special', () => [
    buttons('Something else?', [triggerSkill('Talk', 'small-talk')]),
    custom({ text: 'a message of Messenger, as it is' }),
    clientData({ theme: 'dark' })
  ])
  return app
}
