/** One conversation that was had again. */
export interface TestedConversation {
  readonly file: string
  readonly ms: number
  readonly turns: number
  /** Null when all was as it is in the file. */
  readonly failure: string | null
}

/** A suite with a case for each conversation. */
export function conversationsToJUnit (tested: readonly TestedConversation[]): string {
  const failures = tested.filter(({ failure }) => failure !== null).length
  const seconds = tested.reduce((sum, { ms }) => sum + ms, 0) / 1000
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="conversations" tests="${tested.length}" failures="${failures}" errors="0" skipped="0" ` +
      `time="${seconds}">`,
    ...tested.map(({ file, ms, failure }) => {
      const attributes = `name="${escaped(file)}" classname="bot-webhook.test" time="${ms / 1000}"`
      return failure === null
        ? `    <testcase ${attributes}/>`
        : `    <testcase ${attributes}><failure message="the conversation is ` +
          `different">${escaped(failure)}</failure></testcase>`
    }),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Without what XML cannot hold. */
function escaped (text: string): string {
  return text.replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll(/[&<>"]/g, found => String(entities[found]))
}
