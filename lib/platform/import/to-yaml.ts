import type { Scalar, YAMLMap } from 'yaml'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import type { BotFile } from '../bot-file/schema.ts'

const USE = { what: 'writing a bot file', packages: ['yaml'], production: false }
const LINE_CHARS = 120

/** The text of a bot file, with comments before the keys that they are about. @param comments by JSON pointer */
export async function toYaml (bot: BotFile, comments: ReadonlyMap<string, string>): Promise<string> {
  const yaml = await importOptionalPackage<typeof import('yaml')>('yaml', USE)
  const document = new yaml.Document(bot, { aliasDuplicateObjects: false })
  for (const [pointer, comment] of comments) {
    const steps = pointer.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const { items } = document.getIn(steps.slice(0, -1), true) as YAMLMap<Scalar>
    const key = items.find(({ key }) => key.value === steps.at(-1))?.key
    if (key !== undefined) key.commentBefore = comment // else it was left out
  }
  const languages = document.get('languages', true)
  if (yaml.isSeq(languages)) languages.flow = true
  return document.toString({ lineWidth: LINE_CHARS, flowCollectionPadding: false })
}
