import { visible } from '../../shared/visible.ts'
import type { Io } from '../io.ts'

/** What a bot file will not do, as it says. */
export function printWarnings ({ errors }: Pick<Io, 'errors'>, warnings: readonly string[]): void {
  for (const warning of warnings) errors.write(`warning: ${visible(warning)}\n`)
}
