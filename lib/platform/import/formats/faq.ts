import { appendPointerStep } from '../../../shared/json/json-pointer.ts'
import type { BotSkill } from '../../bot-file/schema.ts'
import { addExpression, intentIn, type BotDraft, type DraftIntent } from '../draft.ts'
import { languageOf } from '../language.ts'
import { MAX_ANSWER_CHARS } from '../limits.ts'
import type { CsvRow } from '../read-csv.ts'
import { sentenceOf } from '../sentence.ts'
import { slugOf } from '../values.ts'

const MAX_SLUG_WORDS = 6

/**
 * Questions with answers: each is an intent with a skill that answers. A row without an answer asks the question above
 * in other words.
 */
export function readFaq (rows: readonly CsvRow[], columns: readonly string[], path: string, draft: BotDraft): void {
  let above: DraftIntent | undefined
  for (const { cells, line } of rows) {
    const source = `${path}:${line}`
    const question = cells[columns.indexOf('question')] ?? ''
    const answer = cells[columns.indexOf('answer')] ?? ''
    const language = languageOf(draft, cells[columns.indexOf('language')], source)
    if (answer === '' && above !== undefined) addWording(draft, above, question, language, source)
    else above = addQuestion(draft, [question], answer, language, source) ?? above
  }
}

function addWording (draft: BotDraft, intent: DraftIntent, question: string, language: string, source: string): void {
  const sentence = sentenceOf(question, 'a question', source, draft.report)
  if (sentence === undefined) return
  addExpression(draft, intent, language, sentence)
  draft.report.note(source, 'the question has no answer of its own: taken as other words for the question above')
}

/** Adds an intent and a skill that answers it. A question that is there already has one more wording of its answer. */
export function addQuestion (
  draft: BotDraft, questions: readonly string[], answer: string, language: string, source: string
): DraftIntent | undefined {
  const sentences = questions.map(question => sentenceOf(question, 'a question', source, draft.report))
    .filter(sentence => sentence !== undefined)
  const [first] = sentences
  if (first === undefined) return undefined
  if (answer.trim() === '' || answer.length > MAX_ANSWER_CHARS) {
    draft.report.lost(source, answer.trim() === ''
      ? 'the question has no answer: left out'
      : `the answer has ${answer.length} characters: left out, at most ${MAX_ANSWER_CHARS} make sense`)
    return undefined
  }
  const message = messageOf(answer.trim())
  const same = [...draft.intents].find(([slug, { expressions }]) =>
    draft.skills.has(slug) && expressions.get(language)?.has(first) === true)
  if (same !== undefined) {
    const [slug] = same
    const skill = draft.skills.get(slug) as BotSkill
    const wordings = [skill.actions?.[0]?.message, message].flat()
    draft.skills.set(slug, { ...skill, actions: [{ message: wordings }] })
    draft.report.changed(source, 'the question is there already: its answers are wordings of one, of which one is sent',
      `/skills${appendPointerStep(slug)}`)
    return draft.intents.get(slug)
  }
  const slug = freeSlug(draft, first)
  const intent = intentIn(draft, slug)
  for (const sentence of sentences) addExpression(draft, intent, language, sentence)
  draft.skills.set(slug, { triggers: { intent: slug }, actions: [{ message }] })
  draft.origins.set(`/skills${appendPointerStep(slug)}`, source)
  return intent
}

/** Braces of an answer are no variables, and links need markdown. */
function messageOf (answer: string): string | { type: string, content: string, markdown: boolean } {
  const content = answer.replaceAll('{{', '\\{{')
  return /\]\(\s*https?:/.test(content) ? { type: 'text', content, markdown: true } : content
}

function freeSlug (draft: BotDraft, question: string): string {
  const words = slugOf(question.split(/\s+/).slice(0, MAX_SLUG_WORDS).join(' ')) || 'question'
  let slug = words
  for (let number = 2; draft.intents.has(slug) || draft.skills.has(slug); number++) slug = `${words}-${number}`
  return slug
}
