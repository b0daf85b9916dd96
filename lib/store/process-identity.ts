import { readFileSync } from 'node:fs'

/** A process, told from a later one that the system gives the same number to. */
export interface Holder {
  pid: number
  /** When it started, in ticks since the machine did; where the system does not say, it is not known. */
  started: string | undefined
}

export function thisProcess (): Holder {
  return { pid: process.pid, started: statusOf(process.pid)?.started }
}

/** Whether a process is still there. One that may not be asked is taken for alive. */
export function isAlive ({ pid, started }: Holder): boolean {
  const status = statusOf(pid)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (status === undefined || started === undefined) return true
  return status.started === started && status.state !== 'Z' // a zombie has died, and was not waited for
}

/** Linux only; see proc(5) for the fields, of which the second is a name in parentheses that may hold anything. */
function statusOf (pid: number): { state: string, started: string } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = status.slice(status.lastIndexOf(')') + 2).split(' ')
    return { state: state as string, started: rest[18] as string }
  } catch {
    return undefined
  }
}
