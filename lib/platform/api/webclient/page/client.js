/** The conversation is not there: it was forgotten, or the server was started again. */
export class ConversationGone extends Error {}

/** Calls the webchat channel. Each call rejects when there is no answer, or one that says no. */
export function createClient ({ apiRoot, channelId, token }) {
  const base = `${apiRoot}/connect/v1/webhook/${encodeURIComponent(channelId)}`

  return {
    preferences: () => call('GET', '/preferences'),
    open: () => call('POST', '/conversations'),
    history: id => call('GET', `/conversations/${id}/messages?shown=1`),
    poll: (id, last, signal) => call('GET', `/conversations/${id}/poll?shown=1&last_message_id=${last}`, undefined,
      signal),
    send: body => call('POST', '', body)
  }

  async function call (method, path, body, signal) {
    const response = await fetch(base + path, {
      method,
      signal,
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        authorization: token,
        'x-token': token,
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const { results, message } = await response.json()
    if (response.ok) return results
    throw response.status === 404 && message === 'Conversation not found'
      ? new ConversationGone(message)
      : Object.assign(new Error(message), { status: response.status })
  }
}
