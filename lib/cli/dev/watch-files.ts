import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'

const WATCHED = /\.([cm]?[jt]s|json|ya?ml)$/
const MAX_FOLDERS = 2000
const SETTLE_MS = 30 // an editor writes a file in several steps

/**
 * Watches the sources below a folder: those of packages, of builds and in hidden folders are left out.
 *
 * @param changed is called with the paths that were saved
 * @returns what ends it
 */
export function watchFiles (root: string, changed: (files: string[]) => void): () => void {
  const watchers: FSWatcher[] = foldersBelow(root).map(folder =>
    watch(folder, (_event, name) => {
      if (name !== null && WATCHED.test(name)) note(join(folder, name))
    }).on('error', () => {}) // a folder that is gone
  )
  let saved = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }

  function note (file: string): void {
    saved.add(file)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const files = [...saved]
      saved = new Set()
      changed(files)
    }, SETTLE_MS)
  }
}

function foldersBelow (root: string): string[] {
  const found = [root]
  for (const folder of found) {
    if (found.length >= MAX_FOLDERS) break
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() &&
        !/^(\.|node_modules$|dist$|coverage$)/.test(entry.name)) found.push(join(folder, entry.name))
    }
  }
  return found
}
