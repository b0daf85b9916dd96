import { cpSync, existsSync, rmSync } from 'node:fs'

/** Puts the manual where the site generator finds both it and its packages, with the pictures that it shows. */
const site = new URL('.', import.meta.url)
rmSync(new URL('pages', site), { recursive: true, force: true })
for (const part of ['index.md', 'quality.md', 'guides', 'reference', 'internals'].filter(part =>
  existsSync(new URL(`../${part}`, site)))) {
  cpSync(new URL(`../${part}`, site), new URL(`pages/${part}`, site), { recursive: true })
}
for (const picture of ['bench/results.svg', 'lib/playground/playground.png']) {
  cpSync(new URL(`../../${picture}`, site), new URL(picture, site))
}
