const local = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a Host header names this machine as only this machine does: another site may have a name that leads here.
 *
 * @param port that was called; undefined when there is none
 */
export function isLocalHost (host: string, port: number | undefined): boolean {
  const [, name = '', given] = /^(.*?)(?::(\d+))?$/.exec(host.toLowerCase()) as RegExpExecArray
  // without a port it is that of the protocol
  return local.includes(name) && (port === undefined || given === undefined || Number(given) === port)
}
