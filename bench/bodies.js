/** A turn as the platform documents it. */
export const sample = {
  conversation: {
    id: 'A_CONVERSATION_ID',
    language: 'en',
    memory: { person: { fullname: 'Francois', raw: 'Francois', confidence: 0.95 } },
    skill_stack: ['get-weather'],
    skill: 'small-talk',
    skill_occurences: 1
  },
  nlp: {
    source: 'hi',
    intents: [{ slug: 'greetings', confidence: 0.99 }],
    sentiment: 'vpositive',
    entities: {},
    act: 'assert',
    type: null,
    version: '2.10.1',
    processing_language: 'en',
    language: 'en',
    uuid: '96597974-3ee1-4743-8a5d-341b67effb9a',
    status: 200,
    timestamp: '2017-10-25T21:36:02.071243+00:00'
  }
}

export function withSkill (skill) {
  return { ...sample, conversation: { ...sample.conversation, skill } }
}

/** A memory of about so many KiB as JSON: many small records, as bots keep them, rather than one long string. */
export function withMemory (kib) {
  const { memory } = sample.conversation
  const trips = []
  for (let size = JSON.stringify({ ...memory, trips }).length; size < kib *
    1024; size += JSON.stringify(trips.at(-1)).length + 1) {
    trips.push({
      city: `Paris ${trips.length}`,
      day: '2017-10-25',
      nights: trips.length % 9,
      paid: true,
      hotel: { raw: 'Hotel du Nord', confidence: 0.95 }
    })
  }
  return { ...sample, conversation: { ...sample.conversation, memory: { ...memory, trips } } }
}
