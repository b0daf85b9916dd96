const WIDEST = 100 // characters of what stands on one line

/** A JSON value as JavaScript source, as a person would write it. */
export function formatLiteral (value: unknown, indent = ''): string {
  const short = inline(value)
  if (short.length + indent.length <= WIDEST || typeof value !== 'object' || value === null) return short
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const parts = Array.isArray(value)
    ? value.map(item => formatLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => `${name(key)}: ${formatLiteral(item, inner)}`)
  return `${open}\n${parts.map(part => inner + part).join(',\n')}\n${indent}${close}`
}

function inline (value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).map(([key, item]) => `${name(key)}: ${inline(item)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

/** A key in brackets is a key like any other; a bare `__proto__` would be none. */
function name (key: string): string {
  if (key === '__proto__') return "['__proto__']"
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key)
}

function quoted (text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}
