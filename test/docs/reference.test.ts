import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { generateReference } from '../../docs/generate-reference.ts'
import { repository } from '../support/repository.ts'

const write = process.env.WRITE_REFERENCE !== undefined

t.test('reference pages that are made from the code are up to date: npm run docs:reference', async t => {
  for (const [page, text] of await generateReference()) {
    const file = new URL(`docs/${page}`, repository)
    if (write) writeFileSync(file, text)
    t.equal(readFileSync(file, 'utf8'), text, page)
  }
})
