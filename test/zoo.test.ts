import t from 'tap'
import { check } from '../lib/check/index.ts'
import { badAnswers } from './zoo/bad-answers.ts'
import { badHosts } from './zoo/bad-hosts.ts'
import { badMemories } from './zoo/bad-memories.ts'
import { badReaders } from './zoo/bad-readers.ts'
import { badShapes } from './zoo/bad-shapes.ts'
import { onlyFound } from './zoo/found.ts'
import { open } from './zoo/webhook.ts'

const animals = { ...badAnswers, ...badShapes, ...badMemories, ...badReaders, ...badHosts }
t.jobs = 3 // most of them make the checker wait

for (const [name, { rule, also, timeout = 5000, headers, habits }] of Object.entries(animals)) {
  t.test(`a webhook that ${name}: ${rule}`, { buffered: true }, async t => {
    const { url } = await open(t, habits)
    const report = await check({ url, timeout, seed: 1, ...(headers === undefined ? { skip: ['auth'] } : { headers }) })
    onlyFound(t, report, rule, also === undefined ? [] : [also])
  })
}
