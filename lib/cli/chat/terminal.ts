import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline'
import type { Io } from '../io.ts'
import { MAX_HISTORY_LINES, type History } from './history.ts'

export interface TerminalOptions {
  readonly prompt: string
  readonly history: History
  /** Words that the tab key completes a line to. */
  readonly words: readonly string[]
  /** Takes a line; false when the user leaves. The signal is aborted when there is another line, or the end. */
  readonly take: (line: string, hurry: AbortSignal) => Promise<boolean>
  /** Called for the first Ctrl-C: the second one leaves. */
  readonly warn: (busy: boolean) => void
  /**
   * Is given what shows something that comes by itself: it is printed above the line that is being typed, which stays
   * as it is.
   */
  readonly listen: (above: (print: () => void) => void) => void
}

/**
 * Lets a user type lines, with the editing keys and the history of readline, until Ctrl-D, twice Ctrl-C, or `take` says
 * to leave.
 */
export function readTerminal (
  { input, output }: Pick<Io, 'input' | 'output'>, { prompt, history, words, take, warn, listen }: TerminalOptions
): Promise<void> {
  const terminal = createInterface({
    input,
    output,
    prompt,
    terminal: true,
    history: [...history.lines],
    historySize: MAX_HISTORY_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string) => [words.filter(word => word.startsWith(line)), line]
  })
  let state: 'open' | 'ended' | 'left' = 'open' // ended: what was typed is still done; left: nothing is
  let work: Promise<void> = Promise.resolve()
  let waiting = 0 // lines that are not done yet
  let warned = false
  let latest = new AbortController()

  return new Promise((resolve, reject) => {
    terminal.on('history', history.keep)
    terminal.on('line', line => {
      warned = false
      waiting++
      latest.abort()
      latest = new AbortController()
      const { signal } = latest
      work = work.then(() => takeNext(line, signal))
      work.catch(reject)
    })
    terminal.on('SIGINT', () => {
      const again = warned && terminal.line === ''
      output.write('\n')
      if (again) {
        leave()
        resolve() // whatever the bot is still thinking about
      } else {
        cancelLine()
      }
    })
    terminal.on('close', () => {
      latest.abort()
      if (state === 'open') {
        state = 'ended'
        output.write('\n') // Ctrl-D: the prompt still stands there
      }
      work.then(resolve, reject)
    })
    terminal.prompt()
    listen(above)
  })

  /** Lines that are typed while the bot is thinking wait for their turn. */
  async function takeNext (line: string, hurry: AbortSignal): Promise<void> {
    if (state === 'left') return
    const stays = await take(line, hurry)
    waiting--
    if (!stays) leave()
    else if (state === 'open' && waiting === 0) terminal.prompt(true)
  }

  function above (print: () => void): void {
    if (state !== 'open') {
      print()
      return
    }
    moveCursor(output, 0, -terminal.getCursorPos().rows)
    cursorTo(output, 0)
    clearScreenDown(output)
    print()
    Object.assign(terminal, { prevRows: 0 }) // the line starts anew, below
    if (waiting === 0) terminal.prompt(true)
    else output.write(terminal.line) // what is typed ahead stands there without a prompt
  }

  function cancelLine (): void {
    Object.assign(terminal, { line: '', cursor: 0, prevRows: 0 })
    warned = true
    warn(waiting > 0)
    if (waiting === 0) terminal.prompt()
  }

  function leave (): void {
    state = 'left'
    terminal.close()
  }
}
