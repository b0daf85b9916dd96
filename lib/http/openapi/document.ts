import type { Verifier } from '../../auth/verifier.ts'

/** The document that @fastify/swagger makes, as far as it is written to here. */
export interface OpenapiDocument {
  openapi: string
  servers?: Array<{ url: string }>
  tags?: Array<{ name: string, description?: string }>
  paths: Record<string, Record<string, object>>
  components: {
    schemas?: Record<string, object>
    examples?: Record<string, object>
    responses?: Record<string, object>
    securitySchemes?: Record<string, object>
  }
}

/** Whether the document has the schemas of OpenAPI 3.0, which are not JSON Schema. */
export function isOpenapi30 ({ openapi }: OpenapiDocument): boolean {
  return openapi.startsWith('3.0')
}

/** Puts something into the components of a document unless it is there, and returns the reference to it. */
export function addComponent (
  document: OpenapiDocument, kind: 'examples' | 'responses', name: string, make: () => object
): { $ref: string } {
  const { [kind]: present = {} } = document.components
  if (present[name] === undefined) document.components[kind] = { ...document.components[kind], [name]: make() }
  return { $ref: `#/components/${kind}/${name}` }
}

/** Puts the schemes of verifiers into a document, and returns what an operation says of its security. */
export function addSecurity (document: OpenapiDocument, verifiers: readonly Verifier[]): Array<Record<
  string, string[]
>> {
  return verifiers.map(({ scheme: [name, definition], scopes = [] }) => {
    document.components.securitySchemes = { ...document.components.securitySchemes, [name]: definition }
    return { [name]: [...scopes] }
  })
}

/** Writes an operation into a document, with its tag. */
export function addOperation (
  document: OpenapiDocument, url: string, method: string, operation: { tags: readonly string[] }
): void {
  for (const name of operation.tags) {
    if (document.tags?.some(tag => tag.name === name)) continue
    document.tags = [...document.tags ?? [], { name, description: 'What the bot platform calls.' }]
  }
  const path = withoutBasePath(document, url)
  document.paths[path] = { ...document.paths[path], [method.toLowerCase()]: operation }
}

/** The paths of a document begin below those of its servers. */
function withoutBasePath ({ servers = [] }: OpenapiDocument, url: string): string {
  for (const server of servers) {
    const base = server.url.replaceAll(/^[a-z]+:\/\/[^/]*|\/$/gi, '') // with variables in braces it may be no URL
    if (base !== '' && url.startsWith(base)) return url.slice(base.length)
  }
  return url
}
