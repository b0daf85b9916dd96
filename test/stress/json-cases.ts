/** JSON, and the value it has. */
export const good: ReadonlyArray<readonly [json: string, value: unknown]> = [
  // words
  ['null', null], ['true', true], ['false', false],
  // numbers
  ['0', 0], ['-0', -0], ['7', 7], ['-7', -7], ['10', 10], ['100200300', 100200300], ['0.5', 0.5], ['-0.5', -0.5],
  ['0.0', 0], ['-0.0', -0], ['3.25', 3.25], ['1e3', 1000], ['1E3', 1000], ['1e+3', 1000], ['1E+03', 1000],
  ['1e-3', 0.001], ['25e-1', 2.5], ['0e0', 0], ['0E+5', 0], ['-0e-5', -0], ['1.5e2', 150], ['0.001e3', 1],
  ['9007199254740991', Number.MAX_SAFE_INTEGER], ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ['1.7976931348623157e308', Number.MAX_VALUE], ['2.2250738585072014e-308', 2.2250738585072014e-308],
  ['0.1000000000000000055511151231257827', 0.1], [`0.${'0'.repeat(50)}1e51`, 1], ['1e0000000000000000003', 1000],
  // texts
  ['""', ''], ['" "', ' '], ['"a"', 'a'], ['"\\""', '"'], ['"\\\\"', '\\'], ['"\\/"', '/'], ['"/"', '/'], [
    '"\\b\\f\\n\\r\\t"', '\b\f\n\r\t'
  ], ['"\\\\n"', '\\n'], ['"\\\\\\n"', '\\\n'], ['"\\u0041"', 'A'], ['"\\u00e9"', 'é'],
  ['"\\u00E9"', 'é'], ['"é"', 'é'], ['"e\u0301"', 'e\u0301'], ['"\\u0000"', '\u0000'], ['"\\u001f"', '\u001f'],
  ['"\u007f"', '\u007f'], ['"\\u2028\\u2029"', '\u2028\u2029'], ['"\u2028\u2029"', '\u2028\u2029'],
  ['"\\ud83d\\udcac"', '💬'], ['"\\uD83D\\uDCAC"', '💬'], ['"💬"', '💬'], ['"\\u0022"', '"'], ['"\\u005C"', '\\'], [
    '"\\u005c\\u0022"', '\\"'
  ], ['"\ufeff"', '\ufeff'], ['"\ufffd"', '\ufffd'], ['"\uffff"', '\uffff'], ['"\u{10ffff}"', '\u{10ffff}'],
  ['"日本語"', '日本語'], ['"שלום"', 'שלום'], ['"\u202eabc"', '\u202eabc'], ['"\\\\u0041"', '\\u0041'], [
    '"/* no */ // no"', '/* no */ // no'
  ], ['"[1,{}]"', '[1,{}]'], ["\"'\"", "'"],
  ['"$&${x}%s"', '$&${x}%s'],
  // lists
  ['[]', []], ['[ ]', []], ['[\n]', []], ['[1]', [1]], ['[1,2]', [1, 2]], ['[ 1 , 2 ]', [1, 2]], ['[[]]', [[]]], [
    '[[],[[]]]', [[], [[]]]
  ], ['[null]', [null]], ['[1,"1",null,true,[],{}]', [1, '1', null, true, [], {}]], ['[""]', ['']],
  ['[\t1\r\n,\t2 ]', [1, 2]], ['[0,0,0]', [0, 0, 0]], ['[-1,-0.5e1]', [-1, -5]],
  // objects
  ['{}', {}], ['{ }', {}], ['{\r\n}', {}], ['{"a":1}', { a: 1 }], ['{"a":1,"b":2}', { a: 1, b: 2 }], [
    '{"b":1,"a":2}', { b: 1, a: 2 }
  ], ['{ "a" : 1 }', { a: 1 }], ['{"":0}', { '': 0 }], ['{"a":{"b":{"c":[]}}}', { a: { b: { c: [] } } }],
  ['{"\\u0061":1}', { a: 1 }], ['{"a b":1,"a/b":2,"a~b":3}', { 'a b': 1, 'a/b': 2, 'a~b': 3 }], [
    '{"\\u0000":1}', { '\u0000': 1 }
  ], ['{"é":1,"💬":2}', { é: 1, '💬': 2 }], ['{"10":1,"9":2}', { 10: 1, 9: 2 }], ['{"null":null}', { null: null }],
  ['{"toString":1,"valueOf":2}', { toString: 1, valueOf: 2 }], [
    '{"constructor":{"prototype":1}}', { constructor: { prototype: 1 } }
  ], ['{"length":-1}', { length: -1 }], ['{"__proto__":null}', JSON.parse('{"__proto__":null}')]
]

/** What only looks like JSON, alone and in the place of a value. */
export const bad: readonly string[] = [
  // words
  'nul', 'nulll', 'NULL', 'Null', 'None', 'nil', 'undefined', 'tru', 'True', 'TRUE', 'truee', 'fals', 'False', 'yes',
  'on', 'void 0', 'true false', 'a', 'abc', 'this', 'n', 't', '\\u0074rue', 't\u0000rue', 'ｔrue', 'nu ll',
  // numbers
  '+1', '++1', '--1', '- 1', '-', '+', '-a', '-true', '01', '-01', '00', '007', '.5', '-.5', '1.', '-1.', '1.e5',
  '0.e1', '.e1', '.', '..', '1..2', '1.2.3', '1e', '1e+', '1e-', '1E', '1e1.5', '1e1e1', 'e1', '0x1F', '0b1', '0o7',
  '1_000',
  '1 000', "1'000", '1.000.000', '1n', '1f', '1L', '1a', '5%', '1+1', '1-1', '2/2', 'NaN', '-NaN', 'Infinity',
  '-Infinity', 'Inf', '∞', '½', '１', '٣', '1\u0000', '0e', '0x', '1e\u00a05', '−1',
  // texts
  '"', '"a', 'a"', "'a'", '`a`', '“a”', '"a" "b"', '"a"b', '""a', '"""', '"\\"', '"\\a"', '"\\x41"', '"\\0"', '"\\\'"',
  '"\\U0041"', '"\\u"', '"\\u1"', '"\\u12"', '"\\u123"', '"\\u123g"', '"\\u{41}"', '"\\u 041"', '"\\u+041"',
  '"\\u-041"',
  '"\\v"', '"\\e"', '"\\ "', '"\\é"', '"\\💬"', '"a\nb"', '"a\r\nb"', '"a\tb"', '"\u0000"', '"\u0001"', '"\u001f"',
  '"a\bb"', '"\\\n"', '"a" + "b"', '\\"a\\"', '&quot;a&quot;', '"\\ud83d\\u"', '"\\ud83d\\', 'r"a"',
  // lists
  '[', '[[', ']', '[]]', '[[]', '][', '[,]', '[,1]', '[1,]', '[1,,2]', '[,,]', '[1 2]', '[1;2]', '[1:2]', '[1', '[1,',
  '["a"', '["a",', '["a"]]', '["a" "b"]', '[a]', '[1}', '[}', '(1)', '[1, 2', '[*]', '[...a]', '[1,\n', '["]', "['a']",
  '[\u000b1]', '[\f1]',
  '[1]]', '<1>', '[true, fals]', '[-]', '[.]', '[+1]', '[01]', '[NaN]', '[undefined]', '[1,2,3,]', '[ , 1]', '[\u00a0]',
  '[\ufeff]', '[1] 2', '[1][2]', '[1],', ',[1]', '["\\"]', '[""', '["a\u0000a"]', '[0,]',
  // objects
  '{', '{{', '}', '{}}', '{{}}', '}{', '{,}', '{"a"}', '{"a":}', '{:1}', '{"a":1,}', '{,"a":1}', '{"a":1,,"b":2}',
  '{"a":1 "b":2}', '{"a":1;"b":2}', '{"a" 1}', '{"a"=1}', '{"a"=>1}', '{"a"::1}', '{"a":1:2}', '{a:1}', "{'a':1}",
  '{1:1}', '{null:1}',
  '{true:1}', '{[]:1}', '{"a":b}', '{"a":1', '{"a":1,', '{"a":', '{"a"', '{"a', '{"a":1]', '{"a":[}', '{"a":[1}', '{]',
  '{"a","b"}', '{"a":1,"b"}', '{"a":1,b:2}', '{"a":1,"b":}', '{"a":"b}', '{"a":\'b\'}', '{...a}', '{"a":undefined}',
  '{"a":function(){}}', '{"a":new Date(0)}',
  '{"a":1}#', '{"a":1}{"b":2}', '{"a":1}true', '{"a":1}}', '{"a":1}\u0000', '{"a":1};', '{"a":1},', '({"a":1})',
  '{ "a" : 1 / 2 }', '{"a\u0000":1}', '{"a\n":1}', '{"\\a":1}', '{"a":+1}', '{"a":01}',
  // between
  '//', '1 // one', '/* */ 1', '1 /* */', '# 1\n1', '-- 1', '<!-- -->', '/**/', '[1,/**/2]', '{/**/}', '{"a":/*b*/1}',
  '{"a":1}//', '[//\n1]', '\u000b1', '\f1', '\u00a01', '\u20001', '\u30001', '\u20281', '\u200b1', '\ufeff1', '\u00851',
  '1\ufeff', '\\n1', '%7B%7D', 'a=1', '<a/>', 'callback({})',
  'while(1);{}', ")]}',\n{}", '---\na: 1', '$', '@', '!', '?', '*', '|', '~', '\\', '\u0000', '\u001b[0m'
]

/** What readers of JSON differ in, and what becomes of it here: a value, or a refusal that says why. */
export const unsettled: ReadonlyArray<readonly [
  what: string, json: string | Buffer, value: { is: unknown } | { refused: RegExp }
]> = [
  ['a number too large', '1e400', { refused: /too large to keep/ }],
  ['a negative number too large', '-1e400', { refused: /too large to keep/ }],
  ['a number too large in a list', '[0,1e309]', { refused: /\/1: this number is too large to keep/ }],
  ['a number too large without an exponent', '9'.repeat(400), { refused: /too large to keep/ }],
  ['the last number that rounds to the largest', '1.7976931348623158e308', { is: Number.MAX_VALUE }],
  ['the first number that does not', '1.7976931348623159e308', { refused: /too large to keep/ }],
  ['a number too small', '1e-400', { is: 0 }],
  ['a negative number too small', '-1e-400', { is: -0 }],
  ['the smallest number', '5e-324', { is: Number.MIN_VALUE }],
  ['an exponent of many digits', '1e-99999999999999999999', { is: 0 }],
  ['an exponent of many digits beyond all', '1e99999999999999999999', { refused: /too large to keep/ }],
  ['zero with an exponent of many digits', '0e99999999999999999999', { is: 0 }],
  ['an integer that a double does not hold', '9007199254740993', { is: 9007199254740992 }],
  ['an integer of 20 digits', '12345678901234567890', { is: 12345678901234567000 }],
  ['a negative integer of 20 digits', '-12345678901234567890', { is: -12345678901234567000 }],
  ['a fraction of more digits than a double', '0.12345678901234567890123', { is: 0.12345678901234568 }],
  ['a fraction of 1000 digits', `0.${'3'.repeat(1000)}`, { is: 1 / 3 }],
  ['a key twice', '{"a":1,"a":2}', { is: { a: 2 } }],
  ['a key twice, spelled otherwise', '{"a":1,"\\u0061":2}', { is: { a: 2 } }],
  ['a key twice with the same value', '{"a":1,"a":1}', { is: { a: 1 } }],
  ['an object twice', '{"a":{"b":1},"a":{"c":2}}', { is: { a: { c: 2 } } }],
  ['a prototype', '{"__proto__":{"a":1}}', { is: JSON.parse('{"__proto__":{"a":1}}') }],
  ['a prototype, spelled otherwise', '{"\\u005f_proto__":{"a":1}}', { is: JSON.parse('{"__proto__":{"a":1}}') }],
  ['a first half of a pair', '"\\ud83d"', { is: '\ud83d' }],
  ['a second half of a pair', '"\\udcac"', { is: '\udcac' }],
  ['halves in the wrong order', '"\\udcac\\ud83d"', { is: '\udcac\ud83d' }],
  ['a half and a letter', '"\\ud83da"', { is: '\ud83da' }],
  ['two first halves', '"\\ud83d\\ud83d"', { is: '\ud83d\ud83d' }],
  ['a half as a key', '{"\\ud83d":1}', { is: { '\ud83d': 1 } }],
  ['what is no character', '"\\uffff\\ufdd0"', { is: '\uffff\ufdd0' }],
  ['bytes of Latin-1', Buffer.from('"é"', 'latin1'), { refused: /not UTF-8/ }],
  ['a byte that is never in UTF-8', Buffer.from([0x22, 0xff, 0x22]), { refused: /not UTF-8/ }],
  ['a byte in the middle of a character', Buffer.from([0x22, 0x80, 0x22]), { refused: /not UTF-8/ }],
  ['a character that is cut', Buffer.from([0x22, 0xf0, 0x9f, 0x92, 0x22]), { refused: /not UTF-8/ }],
  ['a character in more bytes than it needs', Buffer.from([0x22, 0xc1, 0x81, 0x22]), { refused: /not UTF-8/ }],
  ['a half of a pair in bytes', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]), { refused: /not UTF-8/ }],
  ['a character beyond the last', Buffer.from([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]), { refused: /not UTF-8/ }],
  ['61 levels of lists', '['.repeat(61) + ']'.repeat(61), { is: JSON.parse('['.repeat(61) + ']'.repeat(61)) }],
  ['65 levels of lists', '['.repeat(65) + ']'.repeat(65), { refused: /nested deeper than 64 levels/ }],
  ['100000 levels of lists', '['.repeat(100_000) + ']'.repeat(100_000), { refused: /nested deeper than 64 levels/ }]
]
