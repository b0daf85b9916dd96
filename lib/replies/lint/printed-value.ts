const IN_TEXT: ReadonlyArray<[pattern: RegExp, value: string]> = [
  [/\[object [A-Z]\w*\]/, '[object Object]'],
  [/\bundefined\b/, 'undefined'],
  [/\bNaN\b/, 'NaN'],
  [/\bInvalid Date\b/, 'Invalid Date'],
  [/^None$|(?<=[a-z,:] )None(?=$|[.,!?;:)]| (?!of\b)[a-z])/, 'None'],
  [/^null$|(?<=\S )null(?=$|[.,!?;:)]| (?!Uhr|Grad|Komma|Prozent|Euro|Punkt|und|zu|bis)\S)/, 'null'], // German for zero
  [/\bnull ?[€$£%°]|\(null\)/, 'null'],
  [/<nil>/, '<nil>'],
  [/\[Function(?:: \w{1,100}| \(anonymous\))\]/, 'a function'],
  [/<[\w.]{1,100} object at 0x[\da-f]+>|#<[\w:]{1,100}:0x[\da-f]+/, 'an object'],
  [/\{\{[^{}]{1,200}\}\}|<%=[^%]{1,200}%>/, 'a template that was not filled in'],
  [/\$\{[\w.]{1,100}\}/, 'a template that was not filled in']
]

/** A missing value at the end of a word, as in `w640null`, or as a whole step of the path. */
const IN_ADDRESS: ReadonlyArray<[pattern: RegExp, value: string]> = [
  [/\[object( |%20)Object\]|%5Bobject%20Object%5D/i, '[object Object]'],
  [/(?:[/=.]|\d)undefined(?=$|[/&?#.])/, 'undefined'],
  [/(?:[/=.]|\d)null(?=$|[/&?#.])/, 'null'],
  [/(?:[/=.]|\d)None(?=$|[/&?#.])/, 'None'],
  [/(?:[/=.]|\d)NaN(?=$|[/&?#.])/, 'NaN'],
  [/undefined$/, 'undefined'],
  [/null$/, 'null'],
  [/\{\{[^{}]{1,200}\}\}/, 'a template that was not filled in'],
  [/\$\{[\w.]{1,100}\}/, 'a template that was not filled in']
]

/** A part of each of these: most texts have none, and are looked at once. */
const SIGNS = /\[object|%5Bobject|undefined|NaN|Invalid Date|None|null|<nil>|\[Function|\b0x|<%=|\{\{|\$\{/i

/**
 * What a text says in place of a value that was missing or has no words, such as `[object Object]`; undefined for none.
 */
export function findPrintedValue (text: string): string | undefined {
  return SIGNS.test(text) ? IN_TEXT.find(([pattern]) => pattern.test(text))?.[1] : undefined
}

/** The same in an address. */
export function findPrintedValueInAddress (address: string): string | undefined {
  return SIGNS.test(address) ? IN_ADDRESS.find(([pattern]) => pattern.test(address))?.[1] : undefined
}
