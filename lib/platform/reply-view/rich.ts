/** Text with emphasis, links and the like, as a tree without any HTML: what a page may build elements from. */
export type Rich =
  | { is: 'text' | 'code' | 'block', text: string }
  | { is: 'link', to: string, of: Rich[] }
  | { is: 'picture', from: string, alt: string }
  | { is: 'break' | 'rule' }
  | { is: Group, of: Rich[] }

export type Group =
  | 'plain'
  | 'strong'
  | 'em'
  | 'del'
  | 'paragraph'
  | 'heading'
  | 'quote'
  | 'bullets'
  | 'numbers'
  | 'item'
  | 'table'
  | 'row'
  | 'cell'

/** Rich text as the web client cuts it; `full` only when it does. */
export interface Words { shown: Rich[], full?: Rich[] }

/** Characters of the longest text whose markup is looked at: what is longer is shown as it is. */
export const MAX_RICH_CHARS = 5000

export function plainly (text: string): Rich[] {
  return text === '' ? [] : [{ is: 'text', text }]
}

/** @param limit characters that are read, the three dots among them; those of the markup do not count */
export function cutWords (full: Rich[], limit: number): Words {
  if (lengthOf(full) <= limit) return { shown: full }
  const left = { characters: limit - 3 }
  return { shown: [...firstOf(full, left), { is: 'text', text: '...' }], full }
}

function lengthOf (nodes: readonly Rich[]): number {
  return nodes.reduce(
    (sum, node) => sum + ('text' in node ? node.text.length : 'of' in node ? lengthOf(node.of) : 0), 0
  )
}

function firstOf (nodes: readonly Rich[], left: { characters: number }): Rich[] {
  const kept: Rich[] = []
  for (const node of nodes) {
    if (left.characters <= 0) break
    if ('text' in node) {
      const text = node.text.slice(0, left.characters)
      left.characters -= text.length
      kept.push({ ...node, text })
    } else {
      kept.push('of' in node ? { ...node, of: firstOf(node.of, left) } : node)
    }
  }
  return kept
}
