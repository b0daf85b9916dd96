import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { quickReplies, text, type Turn } from 'fastify-bot-webhook'

const BookingMemory = Type.Object({
  confirming: Type.Boolean({ default: false, description: 'Whether the user was asked for a yes.' }),
  bookings: Type.Number({ default: 0, description: 'How many rooms were booked so far.' })
})

/** Asks for a city, a day and a number of nights, in this order, and for a yes in the end. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })

  app.bot.skill('book-room', {
    summary: 'Books a room',
    memory: BookingMemory,
    requires: {
      city: { entity: 'location', ask: quickReplies('In which city?', ['Paris', 'Lyon']) },
      arrival: { entity: 'datetime', ask: ({ language }) => language === 'fr' ? 'Quel jour ?' : 'From which day?' },
      nights: { entity: 'number', ask: 'How many nights?' }
    }
  }, ({ memory, isIntent, forget }) => {
    const { city, arrival, nights, confirming } = memory // they are all there
    const done = () => { forget('city', 'arrival', 'nights', 'confirming') }

    if (confirming && isIntent('yes', 0.6)) {
      memory.bookings += 1
      done()
      return text(`Booked: ${city.raw}, ${nights.scalar} nights. That is room ${memory.bookings} of yours.`)
    }
    if (confirming && isIntent('no', 0.6)) {
      done()
      return text('Then I have forgotten it.')
    }
    memory.confirming = true
    return quickReplies(`${nights.scalar} nights in ${city.raw} from ${arrival.raw}?`, ['Yes', 'No'])
  })

  app.bot.skill('cancel', ({ reset }) => {
    reset({ keep: ['bookings'] })
    return 'I have forgotten all but your bookings.'
  })

  app.bot.fallback(smallTalk)
  return app
}

/** May come at any time: what was asked for stays in the memory. */
export function smallTalk ({ sentiment, memory }: Turn) {
  const mood = sentiment === 'vnegative' || sentiment === 'negative' ? 'I am sorry.' : 'Nice to hear.'
  return memory.bot_asking === undefined ? mood : [mood, 'Where were we?']
}
