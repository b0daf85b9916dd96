const HOUR_MS = 3_600_000

/** Keeps which conversation a page has, over its reloads; a browser that forbids that has a new one each time. */
export function createStorage ({ apiRoot, channelId }, hoursToLive) {
  const key = `bot-webclient ${apiRoot} ${channelId}`

  return {
    load () {
      const kept = attempt(() => JSON.parse(localStorage.getItem(key)))
      return kept && Date.now() - kept.at < hoursToLive * HOUR_MS ? kept : undefined
    },
    save ({ id, chatId, isOpen }) {
      attempt(() =>
        localStorage.setItem(key, JSON.stringify({ id, chatId, isOpen, at: Date.now() })))
    }
  }
}

function attempt (what) {
  try {
    return what()
  } catch {
    return undefined
  }
}
