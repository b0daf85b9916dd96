/** A path of Fastify's router as OpenAPI writes it: `/order/:id(^\d+$)` as `/order/{id}`. */
export function toPathTemplate (path: string): string {
  let template = ''
  for (let index = 0; index < path.length; index++) {
    const rest = path.slice(index)
    const [, name] = /^:(\w+)/.exec(rest) ?? []
    if (rest.startsWith('::')) {
      template += ':'
      index++
    } else if (name !== undefined) {
      template += `{${name}}`
      index += name.length
      if (path[index + 1] === '(') index = endOfPattern(path, index + 1)
    } else template += rest.startsWith('*') ? '{*}' : path[index]
  }
  return template
}

/** Names of the parameters of a template. */
export function pathParameters (template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name as string)
}

/** The place of the parenthesis that closes the one at `start`. */
function endOfPattern (path: string, start: number): number {
  let depth = 1
  let index = start
  while (depth > 0 && ++index < path.length) {
    if (path[index] === '\\') index++
    else if (path[index] === '(') depth++
    else if (path[index] === ')') depth--
  }
  return index
}
