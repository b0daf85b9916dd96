// Runs before anything is drawn: a chosen theme must not flash. Without a choice the system's counts.
const chosenTheme = localStorage.getItem('bot-playground-theme')
if (chosenTheme !== null) document.documentElement.dataset.theme = chosenTheme
