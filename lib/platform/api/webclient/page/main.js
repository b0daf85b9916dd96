import { exposeToPage } from './bridge.js'
import { createChat } from './chat.js'
import { createClient } from './client.js'
import { readSettings } from './settings.js'
import { styleSheet } from './style.js'
import { textsIn } from './texts.js'
import { createView } from './view.js'

/** Puts the web client into the page, by the attributes of its script tag. */
export async function start (script) {
  const settings = readSettings(script)
  const client = createClient(settings)
  const preferences = await client.preferences()
  const { language, texts } = textsIn(settings.language ?? preferences.language)

  const host = document.createElement('bot-webclient')
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styleSheet()]
  if (settings.theme !== undefined) host.dataset.theme = settings.theme
  for (const [property, color] of [
    ['--accent', preferences.accentColor], ['--on-accent', preferences.complementaryColor]
  ]) {
    if (CSS.supports('color', color)) host.style.setProperty(property, color)
  }

  const chat = createChat({ client, settings, preferences, onChange: () => view.draw() })
  const view = createView(root, { chat, preferences, language, texts })
  document.body.append(host)
  exposeToPage(chat)
  view.draw()
  await chat.resume()
}
