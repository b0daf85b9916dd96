import { readFileSync } from 'node:fs'
import { Converter, ReflectionKind } from 'typedoc'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** Names by which users import, by the folders that TypeDoc names modules after. */
const entries = new Map(Object.entries(manifest.exports).flatMap(([entry, { types }]) => types === undefined
  ? []
  : [[types.replace(/^\.\/dist\//, '').replace(/\/index\.d\.ts$/, ''), entry.replace(/^\./, manifest.name)]]))

/** Names modules as users import them. */
export function load (app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = entries.get(module.name) ?? module.name
    }
  })
}
