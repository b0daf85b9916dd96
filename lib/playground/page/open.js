import { change } from './api.js'
import { set, state } from './store.js'

/** The line of a test file of this page that has its transcript. */
const IN_TEST_FILE = /^\/\/ Opened in the page, this file is this conversation: (.*)$/m

/** Has the conversation of a file against the bot; then it can be gone on with. */
export async function openFile ({ target }) {
  const [file] = target.files
  target.closest('details').open = false
  target.value = ''
  await open(file.name, await file.text())
}

/** The same for what is pasted into the page. Where text of several lines is edited it is pasted there. */
export async function openPasted (event) {
  const text = event.clipboardData?.getData('text') ?? ''
  if (event.target.closest?.('textarea') || !isTranscript(text)) return
  event.preventDefault()
  for (const menu of document.querySelectorAll('.menu[open]')) menu.open = false
  await open('what was pasted', text)
}

async function open (name, text) {
  if (state.pending !== null || state.view === null) {
    set({ error: `${name} can be opened when the bot has answered.` })
    return
  }
  try {
    const transcript = JSON.parse(IN_TEST_FILE.exec(text)?.[1] ?? text)
    set({ pending: `Saying what is in ${name}`, error: null })
    await change('open', transcript)
  } catch (error) {
    set({ error: `${name} is no transcript, and no test file of this page: ${error.message}` })
  } finally {
    set({ pending: null })
  }
}

function isTranscript (text) {
  if (IN_TEST_FILE.test(text)) return true
  try {
    return Array.isArray(JSON.parse(text)?.turns)
  } catch {
    return false
  }
}
