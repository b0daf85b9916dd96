import assert from 'node:assert/strict'

/** Servers are compared only when they do the same work: throws unless every body gets the answer it should. */
export async function verify (server, { label, bodies, reply }) {
  for (const body of bodies) {
    const expected = { replies: [reply], conversation: { memory: { ...body.conversation.memory, key: 'value' } } }
    const answer = await server.call(body)
    try {
      assert.deepEqual(answer, expected)
    } catch (cause) {
      throw new Error(`the server '${label}' gives another answer`, { cause })
    }
  }
}
