import type { BotDraft } from '../draft.ts'
import { languageOf } from '../language.ts'
import { fieldsOf, firstText, flagOf, listOf, textOf, type Fields } from '../values.ts'
import { addQuestion } from './faq.ts'

const LISTS = ['qnas', 'faq_items', 'answers'] as const
/** What the bot searched for answers, and how it was sorted. */
const WITHOUT_PLACE = {
  doclets: 'the document',
  topics: 'the topic',
  knowledge_sources: 'the source of knowledge',
  relationships: 'the relationship'
}
const MAX_NAME_CHARS = 80

/**
 * The part of an export for questions and answers. Its known examples are empty, so what has no question and answer by
 * any usual name is reported.
 */
export function readQna (json: Fields, path: string, draft: BotDraft): void {
  for (const list of LISTS) {
    listOf(json[list]).forEach((value, index) => {
      const item = fieldsOf(value)
      const source = `${path}#/${list}/${index}`
      if (flagOf(item.disabled) === true) {
        draft.report.lost(source, 'the question was switched off: left out')
        return
      }
      const answer = firstText(item, 'answer', 'value', 'content', 'response') ??
        firstText(fieldsOf(item.answer), 'value', 'content')
      const own = firstText(item, 'question', 'title')
      const questions = [
        own,
        ...listOf(item.questions ?? item.questions_attributes).map(question =>
          textOf(question) ?? firstText(fieldsOf(question), 'value', 'question', 'content'))
      ].filter(text => text !== undefined)
      if (answer === undefined || questions.length === 0) {
        draft.report.lost(source,
          'it has no question or no answer that can be read: left out, add an intent and a skill by hand')
      } else addQuestion(draft, questions, answer, languageOf(draft, item.language, source), source)
    })
  }
  for (const [list, what] of Object.entries(WITHOUT_PLACE)) {
    listOf(json[list]).forEach((value, index) => {
      const name = firstText(fieldsOf(value), 'name', 'title', 'slug', 'url')
      draft.report.lost(`${path}#/${list}/${index}`,
        `${what}${name === undefined ? '' : ` ${name.slice(0, MAX_NAME_CHARS)}`} is left out: a bot file has none`)
    })
  }
}
