import { OPERATORS, isOperator, parseExpression } from '../engine/expression.ts'
import { stepsOf, VARIABLES } from '../engine/variables.ts'
import { checkName, checkRegex, type Names } from './check-word.ts'
import { at, type Place } from './document.ts'
import { suggestName, type Report } from './bot-file-issue.ts'

export function checkTriggers (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind === 'text') checkExpression(place, path, names, report)
  else if (place?.kind === 'list') {
    place.items.forEach((item, index) => {
      checkCondition(item, `${path}/${index}`,
        names, report)
    })
  } else checkCondition(place, path, names, report)
}

export function checkCondition (place: Place | undefined, path: string, names: Names, report: Report): void {
  if (place?.kind !== 'map') return
  checkName(at(place, 'intent'), `${path}/intent`, 'intent', names.intents, report)
  checkName(at(place, 'entity'), `${path}/entity`, 'entity', names.entities, report)
  const expression = at(place, 'expression')
  if (expression?.kind === 'text') checkExpression(expression, `${path}/expression`, names, report)
  for (const key of ['and', 'or']) {
    at(place, key)?.items.forEach((item, index) => { checkCondition(item, `${path}/${key}/${index}`, names, report) })
  }
  checkCondition(at(place, 'not'), `${path}/not`, names, report)
}

function checkExpression ({ value, offset }: Place, path: string, names: Names, report: Report): void {
  const expression = parseExpression(String(value))
  if (typeof expression === 'string') {
    const operator = /^\s*\S+\s+(\S+)/.exec(String(value))?.[1]
    report(path, offset, operator === undefined || isOperator(operator)
      ? expression
      : `unknown operator \`${operator}\`${suggestName(operator, OPERATORS)}`)
    return
  }
  const { operand, operator, value: right } = expression
  if (operand.startsWith('@')) {
    if (!names.intents.includes(operand.slice(1))) {
      report(path, offset,
      `there is no intent \`${operand.slice(1)}\`${suggestName(operand.slice(1), names.intents)}`)
    }
  } else {
    checkPath(operand, offset, path, names, report)
  }
  if (right.includes('{{')) return
  if (operator.startsWith('matches')) checkRegex(right, offset, path, report)
  if (operator.endsWith('-than') &&
    Number.isNaN(Number(right))) report(path, offset, `\`${operator}\` needs a number, not \`${right}\``)
}

/** Tells when a variable leads nowhere. */
export function checkPath (variable: string, offset: number, path: string, { entities }: Names, report: Report): void {
  const [root = '', second, third = ''] = stepsOf(variable)
  if (!(VARIABLES as readonly string[]).includes(root)) {
    report(path, offset,
    `unknown variable \`${variable}\`${suggestName(root, VARIABLES)}`)
  } else if (root === 'nlp' && second === 'entities' && third !== '' &&
    !entities.includes(third)) report(path, offset, `there is no entity \`${third}\`${suggestName(third, entities)}`)
}
