import {
  buttons, card, carousel, channels, lint, list, picture, quickReplies, text, webUrl
} from '../dist/lib/index.js'

// What a lint of ten ordinary replies costs: with no channel chosen, with two, and with all there are.

const hotel = {
  title: 'Hotel du Nord',
  subtitle: '2 nights',
  imageUrl: 'https://example.com/hotel.png',
  buttons: ['Book', webUrl('Look', 'https://example.com/hotel')]
}
const replies = [
  text('Hello there'), text('This is what I have found.'), picture('https://example.com/hotel.png'), card(hotel),
  carousel([hotel, hotel, hotel]), list(['Hotel du Nord', 'Hotel du Sud']),
  quickReplies('Which city?', ['Paris', 'Lyon']),
  buttons('Shall I book it?', ['Yes', 'No']), text('Tell me.'), text('Bye')
]
const RUNS = 20_000
const ROUNDS = 9

for (const [name, options] of Object.entries({
  'no channel': {},
  'webchat and telegram': { channels: ['webchat', 'telegram'] },
  [`all ${Object.keys(channels).length} channels`]: { channels: Object.keys(channels) }
})) {
  const rounds = Array.from({ length: ROUNDS }, () => microseconds(() => lint(replies, options))).sort((a, b) => a - b)
  console.log(`lint of ${replies.length} replies, ${name}: ${rounds[ROUNDS >> 1].toFixed(1)} µs of CPU`)
}

function microseconds (run) {
  const before = process.cpuUsage()
  for (let index = 0; index < RUNS; index++) run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / RUNS
}
