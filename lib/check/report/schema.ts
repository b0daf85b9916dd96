import { Type, type SchemaOptions, type Static } from '@sinclair/typebox'
import { endings } from '../runner/ended.ts'
import { TimesSchema } from './times.ts'
import { groups, severities } from '../rules/rule.ts'

const describe = (description: string): SchemaOptions => ({ description })
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Union(values.map(value => Type.Literal(value)), describe(description))
const closed = { additionalProperties: false }

/** What came of a rule. */
export const results = ['passed', 'advised', 'warned', 'failed', 'not-checked', 'skipped'] as const
/** What became of a rule. */
export type Result = typeof results[number]

/** Schema of a rule in a report. */
export const CheckedRuleSchema = Type.Object(
  {
    id: Type.String(),
    group: oneOf(groups, 'Part of the score card.'),
    title: Type.String(describe('What holds when all is well.')),
    severity: oneOf(severities, 'How bad it is to break it.'),
    result: oneOf(
      results, 'failed: an error was found; warned, advised: nothing worse than that; skipped: it was not asked for.'
    ),
    times: Type.Optional(TimesSchema),
    because: Type.Optional(Type.String(describe('Why it was not checked: the id of another rule, or a few words.')))
  },
  { ...closed, $id: 'BotCheckedRule' }
)

/** Schema of a finding in a report. */
export const CheckFindingSchema = Type.Object(
  {
    rule: Type.String(describe('Id of the rule.')),
    severity: oneOf(severities, 'How bad it is; advice never fails a check.'),
    title: Type.String(),
    expected: Type.String(describe('What the platform expects.')),
    source: Type.String(describe('Where that is documented, or known from.')),
    saw: Type.String(describe('What was seen instead.')),
    path: Type.Optional(Type.String(describe('JSON pointer into the answer.'))),
    skills: Type.Array(Type.String(), describe('Skills whose calls show it.')),
    count: Type.Integer({
      minimum: 1, description: 'How many calls or places show it: one finding stands for all of the same cause.'
    }),
    request: Type.Object(
      {
        method: Type.String(),
        url: Type.String(),
        headers: Type.Record(
          Type.String(), Type.String(), describe('Credentials are shown as variables of the environment.')
        ),
        body: Type.Optional(Type.String(describe('As it was sent; a long one is shortened.'))),
        curl: Type.String(describe('The request as a command of a shell, whole.'))
      },
      { ...closed, ...describe('The first request that shows it.') }
    ),
    answer: Type.Object(
      {
        status: Type.Optional(Type.Integer(describe('Missing when none came.'))),
        headers: Type.Record(Type.String(), Type.String()),
        body: Type.String(describe('As it came; a long one is shortened.')),
        failure: Type.Optional(Type.String(describe('Why there is no whole answer.'))),
        ms: Type.Integer(describe('How long it took, in milliseconds.'))
      },
      closed
    ),
    fix: Type.String(describe('What to do about it.'))
  },
  { ...closed, $id: 'BotCheckFinding' }
)

/** Schema of a report. */
export const CheckReportSchema = Type.Object(
  {
    version: Type.Literal(1, describe('Of this form of report.')),
    tool: Type.Object({ name: Type.String(), version: Type.String() }, closed),
    url: Type.String(),
    skills: Type.Array(Type.String(), describe('Those that were tried.')),
    seed: Type.Integer(describe('Give it again to repeat the check.')),
    started: Type.String(describe('ISO 8601.')),
    ms: Type.Integer(describe('How long it took, in milliseconds.')),
    requests: Type.Integer(describe('How many calls were made.')),
    times: Type.Optional(TimesSchema),
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
      { ...closed, ...describe('How many rules there are of each result.') }
    ),
    rules: Type.Array(CheckedRuleSchema, describe('Every rule, in the order of the score card.')),
    findings: Type.Array(CheckFindingSchema, describe('One for each rule and cause, in the order of the rules.')),
    elsewhere: Type.Array(
      Type.Object({ skill: Type.String(), origin: Type.String() }, closed),
      describe('Webhooks of the bot file on another origin than the one that was given. They are not called.')
    )
  },
  { ...closed, $id: 'BotCheckReport', description: 'What a check of a webhook has found.' }
)

/** A rule, and whether the webhook keeps it. */
export type CheckedRule = Static<typeof CheckedRuleSchema>
/** What a check has found. */
export type CheckFinding = Static<typeof CheckFindingSchema>
/** The report of a check. */
export type Report = Static<typeof CheckReportSchema>
