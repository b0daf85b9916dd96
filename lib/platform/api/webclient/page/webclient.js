// The one script of a page: loads the web client from where this file came from.
(function () {
  const script = document.currentScript
  import(new URL('webclient/main.js', script.src).href).then(({ start }) => start(script),
    error => { console.error('webclient:', error) })
})()
