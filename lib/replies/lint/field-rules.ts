import { ButtonSchema } from '../../../schemas/buttons.ts'
import { CardSchema, ListReplySchema, TextReplySchema } from '../../../schemas/replies.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { suggest } from '../../shared/suggest.ts'
import type { Finding } from '../finding.ts'
import { isMissing } from '../kind.ts'

/** Fields that the platform reads, by where they stand. */
const fields = {
  message: fieldSet(TextReplySchema),
  part: fieldSet(CardSchema),
  list: fieldSet(ListReplySchema.properties.content),
  button: fieldSet(ButtonSchema)
}

/** What other platforms call these fields. */
const otherNames: Readonly<Record<string, string>> = {
  text: 'title',
  label: 'title',
  headline: 'title',
  description: 'subtitle',
  image: 'imageUrl',
  picture: 'imageUrl',
  payload: 'value',
  data: 'value'
}

/**
 * Finds fields that nobody reads, and that were meant for one that is not there. Other fields are no mistake: a client
 * of one's own may read them.
 */
export function lintFields (object: object, place: keyof typeof fields, path: string, findings: Finding[]): void {
  for (const key in object) {
    if (!fields[place].has(key)) lintField(object as Record<string, unknown>, key, fields[place], path, findings)
  }
}

function lintField (
  object: Record<string, unknown>, key: string, known: ReadonlySet<string>, path: string, findings: Finding[]
): void {
  const other = Object.hasOwn(otherNames, key) ? otherNames[key] as string : ''
  const meant = [...suggest(key, known), other].find(name => known.has(name) && isMissing(object[name]))
  if (meant === undefined) return
  findings.push({
    code: 'FIELD_MISSPELT',
    severity: 'warning',
    path: `${path}${appendPointerStep(key)}`,
    message: 'no channel reads this field',
    fix: `did you mean ${meant}?`,
    channels: []
  })
}

function fieldSet ({ properties }: { properties: Readonly<Record<string, unknown>> }): ReadonlySet<string> {
  return new Set(Object.keys(properties))
}
