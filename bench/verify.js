import assert from 'node:assert/strict'

/** Servers are compared only when they do the same work: throws unless every body gets the answer it should. */
export async function verify (server, { label, bodies, reply, dialect }) {
  for (const body of bodies) {
    const given = await server.call(body)
    try {
      assert.deepEqual(dialect.read(given), dialect.expected(body, reply))
    } catch (cause) {
      throw new Error(`the server '${label}' gives another answer`, { cause })
    }
  }
}
