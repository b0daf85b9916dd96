import t from 'tap'
import { check } from '../../lib/check/index.ts'
import { run } from '../support/program.ts'
import { onlyFound, toldOf } from '../fixtures/faulty-webhooks/found.ts'
import { programs, skips } from '../fixtures/faulty-webhooks/programs.ts'

const token = 'Bearer a-long-token-of-the-bot'
t.jobs = 3

for (const [command, name, rule, also] of programs) {
  t.test(`${command.name}: ${name}`, { buffered: true, skip: skips.get(command) ?? false }, async t => {
    const { url, printed } = await run(t, command, { ZOO: name, TOKEN: token })
    const report = await check({ url, seed: 1, headers: { authorization: token } })
    onlyFound(t, report, rule, also === undefined ? [] : [also], printed())
    if (name === 'Healthy') t.equal(report.ended, 'complete', toldOf(report))
  })
}
