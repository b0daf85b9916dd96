import { sample, withMemory, withSkill } from './bodies.js'

const text = { type: 'text', content: 'Roger that' }

const carousel = {
  type: 'carousel',
  content: Array.from({ length: 10 }, (_, index) => ({
    title: `Hotel ${index}`,
    subtitle: '2 nights, breakfast included',
    imageUrl: `https://example.com/hotels/${index}.png`,
    buttons: [{ title: 'Book it', type: 'postback', value: `book-${index}` }, { title: 'See more', type: 'web_url', value: 'https://example.com/hotels' }]
  }))
}

// A case is a server, the bodies it is sent in turn, and the label of the case that its ratio is to.
const usual = { skills: ['small-talk'], reply: text, bodies: [sample], share: 1 }

const TO_FASTIFY = 'to bare Fastify'

/** What is compared with what; each is made when its turn comes. */
export const experiments = { servers, memory, skills, replies, once }

function servers () {
  const against = 'bare Fastify'
  return {
    title: 'Servers that give the same answer to the sample body',
    ratio: TO_FASTIFY,
    cases: [
      { ...usual, label: 'node:http', kind: 'http', against },
      { ...usual, label: 'bare Fastify', kind: 'fastify', against },
      { ...usual, label: 'this plugin', kind: 'plugin', against },
      { ...usual, label: 'Express 5 + body-parser', kind: 'express', against },
      { ...usual, label: 'the same, printing each body', kind: 'expressLogging', against }
    ]
  }
}

function memory () {
  const sizes = [{ kib: 1, share: 1 }, { kib: 16, share: 1 / 2 }, { kib: 64, share: 1 / 8 }, { kib: 256, share: 1 / 20 }]
  return {
    title: 'Growth with the size of the memory, to which the handler writes one key',
    ratio: TO_FASTIFY,
    cases: sizes.flatMap(({ kib, share }) => againstFastify(`${kib} KiB`, { ...usual, bodies: [withMemory(kib)], kib, share }))
  }
}

function skills () {
  const CALLED = 100 // names, the same ones in both larger tables
  const named = count => Array.from({ length: count }, (_, index) => `skill-${String(index * 10_000 / count).padStart(4, '0')}`)
  return {
    title: `Growth with the number of registered skills, of which up to ${CALLED} are called in turn`,
    ratio: 'to 1 skill',
    cases: [1, CALLED, 10_000].map(count => ({
      ...usual, label: label(count), kind: 'plugin', skills: named(count), bodies: named(Math.min(count, CALLED)).map(withSkill), against: label(1)
    }))
  }

  function label (count) {
    return `this plugin, ${count} ${count === 1 ? 'skill' : 'skills'}`
  }
}

function replies () {
  return {
    title: 'Growth with the replies',
    ratio: TO_FASTIFY,
    cases: [...againstFastify('1 text', usual), ...againstFastify('10 cards', { ...usual, reply: carousel })]
  }
}

function once () {
  const sizes = [{ kib: 1, share: 1 }, { kib: 64, share: 1 / 8 }]
  return {
    title: 'Running each call once, with so large a memory',
    ratio: 'to once: false',
    cases: sizes.flatMap(({ kib, share }) => {
      const against = `once: false, ${kib} KiB`
      const shared = { ...usual, kind: 'plugin', bodies: [withMemory(kib)], kib, share, against }
      return [{ ...shared, label: against, once: false }, { ...shared, label: `once: true, ${kib} KiB`, once: true }]
    })
  }
}

function againstFastify (what, shared) {
  const against = `bare Fastify, ${what}`
  return [
    { ...shared, label: against, kind: 'fastify', against },
    { ...shared, label: `this plugin, ${what}`, kind: 'plugin', against }
  ]
}
