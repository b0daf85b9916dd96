/** Size of each hostile text, in characters. */
export const HOSTILE_TEXT_CHARS = 256 * 1024

const repeated = (part: string, length = HOSTILE_TEXT_CHARS): string =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length)

function distinct (part: (name: string) => string): string {
  const parts: string[] = []
  for (let length = 0; length < HOSTILE_TEXT_CHARS; length += String(parts.at(-1)).length) {
    parts.push(part(parts.length.toString(36)))
  }
  return parts.join('')
}

/** Texts of one size in the shapes that are most work for what searches them. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'secret list': `{"password":[${repeated('"a",')}1]}`,
  'list of letters': `[${repeated('"a",')}1]`,
  'list of named values': `[${repeated('"aaaaaa:x",')}1]`,
  'list of addresses': `[${repeated('"//a:b@c",')}1]`,
  'list of schemes': `[${repeated('"bearer aaaaaa",')}1]`,
  'list of numbers': `[${repeated('1,')}1]`,
  'list of JSON': `[${repeated(`${JSON.stringify('{"a":"b"}')},`)}1]`,
  'list of pairs': `[${repeated('{"name":"password","value":"a"},').slice(0, -1)}]`,
  'JSON in JSON in JSON': JSON.stringify(JSON.stringify(JSON.stringify(`{"password":${repeated('"a",', 30_000)}}`))),
  'nested lists': repeated('['),
  'nested objects': repeated('{"a":'),
  'nested secrets': repeated('{"password":'),
  quotes: repeated('"'),
  backslashes: `{"a":"${repeated('\\')}`,
  'line ends': `{"a":"${repeated('\\n')}"}`,
  'escaped quotes': `{"a":"${repeated('\\"')}"}`,
  'distinct keys': `{${distinct(name => `"k${name}":1,`)}"a":1}`,
  'distinct secret keys': `{${distinct(name => `"k${name}token":1,`)}"a":1}`,
  'escaped keys': `{${distinct(name => `"k\\u00e9${name}":1,`)}"a":1}`,
  'one long key': `{"${repeated('password')}":"x"}`,
  'one long secret': `{"password":"${repeated('x')}"}`,
  equals: repeated('='),
  fields: repeated('a='),
  'secret fields': repeated('token=a '),
  'open quotes': repeated('password="'),
  'open brackets': repeated('password=['),
  colons: repeated(':'),
  spaces: `token ${repeated(' ')}`,
  'token token': repeated('token '),
  slashes: repeated('//'),
  'open addresses': repeated('//a:'),
  'at signs': repeated('@'),
  'at at at': repeated('at '),
  'half tokens': repeated('eyJ-'),
  'half tokens with points': repeated('eyJaaaaaaaa.'),
  elements: repeated('<password>'),
  'open elements': repeated('<a '),
  dashes: repeated('-'),
  flags: repeated('--a '),
  parameters: repeated('?a=b'),
  'open pairs': repeated('name=a,value='),
  'half private keys': repeated('-----BEGIN PRIVATE KEY-----'),
  'encoded form': repeated('a=%41&'),
  'encoded value': `a=${repeated('%41')}`,
  'encoded quotes': repeated('%22'),
  'distinct names': distinct(name => `a${name}=`),
  cookies: repeated('cookie:'),
  digits: repeated('1'),
  'digits and colons': repeated('123456:'),
  'one letter': repeated('a'),
  'zero bytes': repeated('\0')
}
