/** A call as a command of a shell. What is masked in it stays masked. */
export function curlOf ({ method, url, headers, body }) {
  const all = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  const data = body === undefined ? [] : [`--data-raw ${quoted(JSON.stringify(body))}`]
  return ['curl', '-i', '-X', method, quoted(url), ...all, ...data].join(' ')
}

function quoted (text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}
