import t from 'tap'
import { rules } from '../../lib/check/index.ts'
import { faultyWebhooks } from '../fixtures/faulty-webhooks/faulty-webhooks.ts'
import { programs } from '../fixtures/faulty-webhooks/programs.ts'

const caught = [...faultyWebhooks.map(([, { rule }]) => rule), ...programs.map(([, , rule]) => rule)]

t.test('every rule finds an animal of the zoo', t => {
  t.strictSame(rules.map(({ id }) => id).filter(id => !caught.includes(id)), [])
  t.strictSame(caught.filter(rule => !rules.some(({ id }) => id === rule)), [],
    'and every animal is found by a rule that there is')
  t.end()
})

t.test('no two animals have one name', t => {
  const names = [
    ...faultyWebhooks.map(([name]) => name), ...programs.map(([command, name]) => `${command.name}: ${name}`)
  ]
  t.strictSame(names.filter((name, index) => names.indexOf(name) !== index), [])
  t.end()
})
