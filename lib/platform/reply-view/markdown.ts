import type { MarkedOptions, Token, Tokens } from 'marked'
import { importOptionalPackage, type PackageUse } from '../../shared/optional-package.ts'
import { pictureOf, webAddress } from './address.ts'
import { MAX_RICH_CHARS, plainly, type Rich } from './rich.ts'

/** Reads markdown. Tags in it are shown as they are written. */
export type Markdown = (text: string) => Rich[]

/** Loads the reader. @throws FST_BOT_PACKAGE_MISSING when `marked` is not installed, FST_BOT_PACKAGE_UNSUPPORTED */
export async function createMarkdown (use: PackageUse): Promise<Markdown> {
  const { lexer } = await importOptionalPackage<{ lexer: (text: string, options: MarkedOptions) => Token[] }>('marked',
    use)
  return text => {
    if (text.length > MAX_RICH_CHARS) return plainly(text)
    try {
      return richOf(lexer(text, { gfm: true }))
    } catch { // quotes in quotes without end
      return plainly(text)
    }
  }
}

function richOf (tokens: readonly Token[] = []): Rich[] {
  return tokens.flatMap(nodeOf)
}

function nodeOf (token: Token): Rich | Rich[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'br':
      return { is: 'break' }
    case 'hr':
      return { is: 'rule' }
    case 'code':
      return { is: 'block', text: token.text }
    case 'codespan':
      return { is: 'code', text: token.text }
    case 'strong':
    case 'em':
    case 'del':
    case 'paragraph':
    case 'heading':
      return { is: token.type, of: richOf(token.tokens) }
    case 'blockquote':
      return { is: 'quote', of: richOf(token.tokens) }
    case 'list':
      return {
        is: token.ordered ? 'numbers' : 'bullets',
        of: (token as Tokens.List).items.map(({ tokens }) => ({ is: 'item', of: richOf(tokens) }))
      }
    case 'table':
      return {
        is: 'table',
        of: [token.header, ...token.rows].map((cells: Tokens.TableCell[]) => ({
          is: 'row', of: cells.map(({ tokens }) => ({ is: 'cell', of: richOf(tokens) }))
        }))
      }
    case 'link':
      return linkOf(token as Tokens.Link)
    case 'image':
      return imageOf(token as Tokens.Image)
    default: // text, escape, html
      return 'tokens' in token && token.tokens !== undefined
        ? richOf(token.tokens)
        : plainly('text' in token ? String(token.text) : token.raw)
  }
}

/** A link that leads nowhere safe is its words alone. */
function linkOf ({ href, tokens }: Tokens.Link): Rich | Rich[] {
  const to = webAddress(href)
  return to === undefined ? richOf(tokens) : { is: 'link', to, of: richOf(tokens) }
}

function imageOf ({ href, text }: Tokens.Image): Rich | Rich[] {
  const picture = pictureOf(href)
  return picture !== null && 'from' in picture ? { is: 'picture', from: picture.from, alt: text } : plainly(text)
}
