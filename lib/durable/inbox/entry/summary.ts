const MAX_SKILL_CHARS = 100
const MAX_MESSAGE_CHARS = 200

/** What tells the entries of one group from those of another at a glance. It is deleted with its entry. */
export interface Summary {
  readonly skill?: string
  /** What was thrown; of a report the beginning of its body. */
  readonly message: string
}

interface Summarised {
  readonly raw: Buffer
  readonly detail: { readonly skill?: string, readonly error?: { readonly message: string } }
}

export function summaryOf ({ raw, detail: { skill, error } }: Summarised): Summary {
  const text = error === undefined ? raw.toString('utf8', 0, MAX_MESSAGE_CHARS * 4) : error.message
  return {
    ...(skill !== undefined && { skill: skill.slice(0, MAX_SKILL_CHARS) }),
    message: text.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_CHARS)
  }
}
