/** A name for an operation that is unique within an app, made of its prefix, its verb and its route. */
export function operationId (prefix: string, ...words: string[]): string {
  const parts = [prefix, ...words]
    .flatMap(part => part.replace(/:/g, 'By/').split(/[^A-Za-z0-9]+/))
    .filter(part => part !== '')
  return parts
    .map((part, index) =>
      index === 0 ? part.charAt(0).toLowerCase() + part.slice(1) : part.charAt(0).toUpperCase() + part.slice(1)
    )
    .join('')
}
