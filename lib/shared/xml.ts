const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;'
}

/**
 * A text for an element or an attribute of XML. Question marks stand for what XML cannot hold, and for what turns the
 * text around it or steers a terminal.
 */
export function escapeXml (text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, '?')
    .replaceAll(/[&<>"\n]/g, character => ENTITIES[character] as string)
}

/** Attributes of an element, each with a space before it. */
export function xmlAttributes (attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`).join('')
}
