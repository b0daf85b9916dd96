import { anyPattern } from '../../shared/join-patterns.ts'
import { webAddress } from './address.ts'
import { MAX_RICH_CHARS, plainly, type Rich } from './rich.ts'

/** The tags that the web client lets a text without markdown have. */
const kept = new Map<string, 'strong' | 'em' | 'link'>([
  ['b', 'strong'], ['strong', 'strong'], ['i', 'em'], ['em', 'em'], ['a', 'link']
])

/** A comment, an element that is dropped with all in it, or a tag. */
const TAG = anyPattern('gis',
  /<!--.*?(?:-->|$)/,
  /<(script|style|textarea|noscript)\b[^>]*>.*?(?:<\/\1\s*>|$)/,
  /<(\/?)([a-z][a-z0-9-]*)(?![a-z0-9-])([^>]*)>/)

/** A text as the web client shows it without markdown: five tags do what they say, others vanish, their words stay. */
export function withInlineTags (text: string): Rich[] {
  if (text.length > MAX_RICH_CHARS) return plainly(text)
  const root: Rich[] = []
  const open: Array<{ name: string, of: Rich[] }> = []
  const here = () => open.at(-1)?.of ?? root
  let end = 0
  for (const { index, 0: whole, 2: slash, 3: tag = '', 4: attributes = '' } of text.matchAll(TAG)) {
    here().push(...plainly(decoded(text.slice(end, index))))
    end = index + whole.length
    const name = tag.toLowerCase()
    const is = kept.get(name)
    if (is === undefined) continue
    if (slash === '/') {
      const last = open.findLastIndex(element => element.name === name)
      if (last !== -1) open.length = last
    } else {
      const of: Rich[] = []
      here().push(is === 'link' ? linkTo(attributes, of) : { is, of })
      open.push({ name, of })
    }
  }
  here().push(...plainly(decoded(text.slice(end))))
  return root
}

/** A link that leads nowhere safe is its words alone. */
function linkTo (attributes: string, of: Rich[]): Rich {
  const [, quoted, single, bare] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes) ?? []
  const to = webAddress(decoded(quoted ?? single ?? bare ?? ''))
  return to === undefined ? { is: 'plain', of } : { is: 'link', to, of }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function decoded (text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (_, decimal?: string, hex?: string, name = '') => name === ''
      ? String.fromCodePoint(decimal === undefined ? parseInt(hex as string, 16) : Number(decimal))
      : (entities[name.toLowerCase()] as string)
  )
}
