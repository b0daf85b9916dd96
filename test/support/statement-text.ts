/** The SQL of a statement, as `pg` gets it: a text, or an object with a text and a name. */
export function statementText (statement: string | { text: string }): string {
  return typeof statement === 'string' ? statement : statement.text
}
