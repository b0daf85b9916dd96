import { Type, type SchemaOptions, type Static } from '@sinclair/typebox'
import { endings } from '../runner/ended.ts'
import { groups, severities } from '../rules/rule.ts'

const says = (description: string): SchemaOptions => ({ description })
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Union(values.map(value => Type.Literal(value)), says(description))
const closed = { additionalProperties: false }

/** What came of a rule. */
export const results = ['passed', 'advised', 'warned', 'failed', 'not-checked', 'skipped'] as const
export type Result = typeof results[number]

export const CheckedRuleSchema = Type.Object(
  {
    id: Type.String(),
    group: oneOf(groups, 'Part of the score card.'),
    title: Type.String(says('What holds when all is well.')),
    severity: oneOf(severities, 'How bad it is to break it.'),
    result: oneOf(
      results, 'failed: an error was found; warned, advised: nothing worse than that; skipped: it was not asked for.'
    ),
    because: Type.Optional(Type.String(says('Why it was not checked: the id of another rule, or a few words.')))
  },
  { ...closed, $id: 'BotCheckedRule' }
)

export const CheckFindingSchema = Type.Object(
  {
    rule: Type.String(says('Id of the rule.')),
    severity: oneOf(severities, 'How bad it is; advice never fails a check.'),
    title: Type.String(),
    expected: Type.String(says('What the platform expects.')),
    source: Type.String(says('Where that is documented, or known from.')),
    saw: Type.String(says('What was seen instead.')),
    path: Type.Optional(Type.String(says('JSON pointer into the answer.'))),
    skills: Type.Array(Type.String(), says('Skills whose calls show it.')),
    count: Type.Integer({
      minimum: 1, description: 'How many calls or places show it: one finding stands for all of the same cause.'
    }),
    request: Type.Object(
      {
        method: Type.String(),
        url: Type.String(),
        headers: Type.Record(
          Type.String(), Type.String(), says('Credentials are shown as variables of the environment.')
        ),
        body: Type.Optional(Type.String(says('As it was sent; a long one is shortened.'))),
        curl: Type.String(says('The request as a command of a shell, whole.'))
      },
      { ...closed, ...says('The first request that shows it.') }
    ),
    answer: Type.Object(
      {
        status: Type.Optional(Type.Integer(says('Missing when none came.'))),
        headers: Type.Record(Type.String(), Type.String()),
        body: Type.String(says('As it came; a long one is shortened.')),
        failure: Type.Optional(Type.String(says('Why there is no whole answer.'))),
        ms: Type.Integer(says('How long it took, in milliseconds.'))
      },
      closed
    ),
    fix: Type.String(says('What to do about it.'))
  },
  { ...closed, $id: 'BotCheckFinding' }
)

export const CheckReportSchema = Type.Object(
  {
    version: Type.Literal(1, says('Of this form of report.')),
    tool: Type.Object({ name: Type.String(), version: Type.String() }, closed),
    url: Type.String(),
    skills: Type.Array(Type.String(), says('Those that were tried.')),
    seed: Type.Integer(says('Give it again to repeat the check.')),
    started: Type.String(says('ISO 8601.')),
    ms: Type.Integer(says('How long it took, in milliseconds.')),
    requests: Type.Integer(says('How many calls were made.')),
    ended: oneOf(
      endings,
      'complete; limit: no more requests were allowed; died: the server answered no more, or not as before; ' +
        'interrupted: somebody wanted no more.'
    ),
    counts: Type.Object(
      Object.fromEntries(results.map(result => [result, Type.Integer()])) as Record<
        Result,
        ReturnType<typeof Type.Integer>
      >,
      { ...closed, ...says('How many rules there are of each result.') }
    ),
    rules: Type.Array(CheckedRuleSchema, says('Every rule, in the order of the score card.')),
    findings: Type.Array(CheckFindingSchema, says('One for each rule and cause, in the order of the rules.')),
    elsewhere: Type.Array(
      Type.Object({ skill: Type.String(), origin: Type.String() }, closed),
      says('Webhooks of the bot file on another origin than the one that was given. They are not called.')
    )
  },
  { ...closed, $id: 'BotCheckReport', description: 'What a check of a webhook has found.' }
)

export type CheckedRule = Static<typeof CheckedRuleSchema>
export type CheckFinding = Static<typeof CheckFindingSchema>
export type Report = Static<typeof CheckReportSchema>
