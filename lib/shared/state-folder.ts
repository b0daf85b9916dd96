import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Folder for what outlives a run of the program: in the user's state folder, as the XDG base directories have it. */
export function stateFolder ({
  XDG_STATE_HOME: state = '', HOME = homedir()
}: Readonly<Record<string, string | undefined>>): string {
  return join(isAbsolute(state) ? state : join(HOME, '.local', 'state'), 'bot-webhook')
}
