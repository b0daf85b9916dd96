/** How the cases are called that the targets and the plot look for. */
export const labels = {
  http: 'node:http',
  bare: 'bare Fastify',
  plugin: 'this plugin',
  pluginTwice: 'this plugin, deduplicate: false',
  express: 'Express 5 + body-parser'
}

export const parts = {
  first: 'a handler that answers at once',
  async: 'an async handler, under the deadline',
  typedAndLint: 'a memory with a schema, and lint for two channels'
}
