import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { quickReplies, type Handler, type MemoryOf } from 'fastify-bot-webhook'

const WeatherMemory = Type.Object({
  city: Type.Optional(Type.String({ description: 'The city that was asked for last.' }))
}, { examples: [{ city: 'Paris' }] })

export const weatherOptions = { summary: 'Weather for a city', memory: WeatherMemory }

const forecasts = new Map([
  ['paris', 'cloudy, 14 degrees'],
  ['lyon', 'sunny, 19 degrees'],
  ['brest', 'rain, and more rain']
])

export const getWeather: Handler<MemoryOf<typeof WeatherMemory>> = ({ memory, entity }) => {
  const city = entity('location')?.raw ?? memory.city
  if (city === undefined) {
    return quickReplies('Which city?',
      [{ title: 'Paris', value: 'Weather in Paris' }, { title: 'Lyon', value: 'Weather in Lyon' }])
  }
  memory.city = city // the rest of the memory is untouched
  const forecast = forecasts.get(city.toLowerCase())
  return forecast === undefined ? `I know nothing of ${city}.` : `${city}: ${forecast}.`
}

export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })
  app.bot.skill('get-weather', weatherOptions, getWeather)
  return app
}
