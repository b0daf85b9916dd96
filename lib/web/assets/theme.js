// Runs before anything is drawn: a chosen theme must not flash. Without a choice the system's counts.
const chosenTheme = localStorage.getItem('bot-playground-theme')
if (chosenTheme !== null) document.documentElement.dataset.theme = chosenTheme

// The token of the address was exchanged for a cookie: it need not stay in the history.
const opened = new URL(location.href)
if (opened.searchParams.has('token')) {
  opened.searchParams.delete('token')
  window.history.replaceState(null, '', opened)
}
