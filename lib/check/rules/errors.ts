import { createRules } from './rule.ts'
import { sources } from './sources.ts'

const { webhookPage } = sources
const expected = 'the platform posts its errors to /errors: the sample programs take them and answer 200'

/** The errors route. */
export const errorsRules = createRules('errors', [
  [
    'missing',
    'warning',
    'There is an errors route',
    expected,
    webhookPage,
    'add POST /errors, log what comes, answer 200; or check with another --errors-url, or off'
  ],
  [
    'status',
    'error',
    'The errors route answers 200',
    expected,
    webhookPage,
    'answer 200 whatever you do with the report'
  ],
  [
    'anything',
    'warning',
    'The errors route takes anything',
    'what the platform posts is documented nowhere: no body, no media type and no JSON can be relied on',
    webhookPage,
    'take the bytes as they come, and log them; parse them afterwards if you like'
  ]
])
