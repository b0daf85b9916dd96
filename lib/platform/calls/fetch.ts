import type { Transport } from './transport.ts'

/** Calls over the network, with Node's own fetch. */
export const createFetchTransport: Transport = async ({ method, url, headers, body }, signal) => {
  const response = await fetch(url,
    { method, headers, signal, redirect: 'manual', ...(body !== undefined && { body }) })
  return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body ?? nothing() }
}

async function * nothing (): AsyncGenerator<Uint8Array> {}
