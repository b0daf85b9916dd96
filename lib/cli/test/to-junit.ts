import { escapeXml, xmlAttributes } from '../../shared/xml.ts'

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
  const suite = xmlAttributes({
    name: 'conversations', tests: tested.length, failures, errors: 0, skipped: 0, time: seconds
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite${suite}>`,
    ...tested.map(({ file, ms, failure }) => {
      const attributes = xmlAttributes({ name: file, classname: 'bot-webhook.test', time: ms / 1000 })
      return failure === null
        ? `    <testcase${attributes}/>`
        : `    <testcase${attributes}><failure message="the conversation is ` +
          `different">${escapeXml(failure)}</failure></testcase>`
    }),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n')
}
