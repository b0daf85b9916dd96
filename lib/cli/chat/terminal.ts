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
   * Is given what prints while a line is being typed, such as an answer or a push: it is printed above that line, which
   * stays as it is.
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
  let isPrinting = false
  let latest = new AbortController()

  return new Promise((resolve, reject) => {
    terminal.on('history', history.keep)
    terminal.on('line', line => {
      warned = false
      waiting++
      terminal.setPrompt('') // what is typed ahead stands there without one
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
    else if (waiting === 0) showPrompt()
  }

  function showPrompt (): void {
    if (state !== 'open') return
    terminal.setPrompt(prompt)
    terminal.prompt(true)
  }

  function above (print: () => void): void {
    if (isPrinting || state !== 'open' || (waiting > 0 && terminal.line === '')) {
      print()
      return
    }
    isPrinting = true
    moveCursor(output, 0, -terminal.getCursorPos().rows)
    cursorTo(output, 0)
    clearScreenDown(output)
    print()
    isPrinting = false
    Object.assign(terminal, { prevRows: 0 }) // the line starts anew, below
    terminal.prompt(true)
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
