import type { BotDraft } from '../draft.ts'
import { languageOf } from '../language.ts'
import { fieldsOf, firstText, listOf, textOf, type Fields } from '../values.ts'
import { addQuestion } from './faq.ts'

const LISTS = ['qnas', 'faq_items', 'answers'] as const

/**
 * The part of an export for questions and answers. Its known examples are empty, so what has no question and answer by
 * any usual name is reported.
 */
export function readQna (json: Fields, path: string, draft: BotDraft): void {
  for (const list of LISTS) {
    listOf(json[list]).forEach((value, index) => {
      const item = fieldsOf(value)
      const source = `${path}#/${list}/${index}`
      const answer = firstText(item, 'answer', 'value', 'content', 'response') ??
        firstText(fieldsOf(item.answer), 'value', 'content')
      const own = firstText(item, 'question', 'title')
      const questions = [
        ...own === undefined ? [] : [own],
        ...listOf(item.questions ?? item.questions_attributes).map(question =>
          textOf(question) ?? firstText(fieldsOf(question), 'value', 'question', 'content') ?? '')
      ].filter(text =>
        text !== '')
      if (answer === undefined || questions.length === 0) {
        draft.report.lost(source,
          'it has no question or no answer that can be read: left out, add an intent and a skill by hand')
      } else addQuestion(draft, questions, answer, languageOf(draft, item.language, source), source)
    })
  }
  const documents = listOf(json.doclets).length
  if (documents > 0) {
    draft.report.lost(`${path}#/doclets`,
    `${documents} documents that the bot searched for answers are left out: a bot file has none`)
  }
}
