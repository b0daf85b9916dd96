/**
 * What the script tag says: with the attributes of the platform's webchat (`channelId`, `token`, `apiRoot`), or of its
 * web client (`data-channel-id`, `data-token`).
 */
export function readSettings (script) {
  const attribute = (...names) => names.map(name => script.getAttribute(name)).find(value =>
    value !== null && value !== '')
  const settings = {
    apiRoot: new URL(`${attribute('apiRoot', 'data-api-root') ?? '.'}/`, script.src).href.replace(/(?<!\/)\/+$/, ''),
    channelId: attribute('channelId', 'data-channel-id'),
    token: attribute('token', 'data-token'),
    /** Of the conversation, and of the texts around it; undefined for the bot's. */
    language: attribute('data-language'),
    /** `light` or `dark`; undefined for the system's. */
    theme: attribute('data-theme')
  }
  if (settings.channelId === undefined ||
    settings.token === undefined) throw new Error('the script tag needs the attributes data-channel-id and data-token')
  return settings
}
