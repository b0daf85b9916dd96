import type { Progress } from '../../check/options.ts'
import type { Io } from '../io.ts'
import { visible } from '../../shared/visible.ts'

const WIDTH = 76 // columns: the line must not wrap, for it is written over

/**
 * A line on the terminal that tells what is going on; nothing where nobody looks. It stands beside the report, which
 * may go to a file.
 */
export function showProgress ({ errors }: Pick<Io, 'errors'>): {
  show: (progress: Progress) => void
  clear: () => void
} {
  const shown = (errors as { isTTY?: boolean }).isTTY === true
  return {
    show: ({ done, total, doing }) => {
      if (shown) errors.write(`\r${visible(`${done} of about ${total} calls: ${doing}`).slice(0, WIDTH).padEnd(WIDTH)}`)
    },
    clear: () => {
      if (shown) errors.write(`\r${' '.repeat(WIDTH)}\r`)
    }
  }
}
