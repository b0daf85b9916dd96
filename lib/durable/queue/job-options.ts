import { customOption, isAny, optionObject, optionsSchema } from '../../shared/options/option.ts'
import { ACCEPTED_SCHEMAS, type UserSchema } from '../../shared/user-schema/user-schema.ts'
import type { JobOptions } from './job.ts'
import { retrySchema } from './retry.ts'

export const jobOptionsSchema = optionsSchema<JobOptions>({
  input: customOption<UserSchema>(isAny, {
    description: 'Schema of its input: types it, and is checked when a turn defers it.',
    typeName: 'UserSchema',
    expected: ACCEPTED_SCHEMAS,
    defaultText: 'nothing is checked'
  }),
  retry: optionObject(retrySchema({ limit: 3, delay: 5000, backoff: true }), {
    description: 'How it is tried again when it throws.', default: {}
  }),
  errorReply: customOption<NonNullable<JobOptions['errorReply']>>(isAny, {
    description: 'What the user reads when the job is given up: a reply, or a function that makes one of the error.',
    typeName: 'HandlerResult | function',
    expected: 'replies, or a function that returns them',
    defaultText: 'nothing'
  })
}, { title: 'JobOptions', description: 'Options of `bot.job`.' })
