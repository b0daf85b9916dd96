import regexp from 'eslint-plugin-regexp'
import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'

const ofBrowsers = [
  'document', 'EventSource', 'fetch', 'localStorage', 'location', 'matchMedia', 'navigator', 'sessionStorage', 'CSS',
  'CSSStyleSheet', 'CustomEvent'
]

export default [
  ...neostandard({
    ts: true,
    ignores: resolveIgnoresFromGitignore()
  }),
  { // a regular expression cannot be broken, and an address should not be
    plugins: { '@stylistic': neostandard.plugins['@stylistic'] },
    rules: { '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true, ignoreRegExpLiterals: true }] }
  },
  { // bot files name environment variables as ${NAME}
    files: ['test/**'],
    rules: { 'no-template-curly-in-string': 'off' }
  },
  { // what callers send is matched in time that grows with its length, and not with its square
    files: ['{lib,schemas}/**/*.{ts,js}'],
    ignores: ['lib/cli/**'], // which reads what its user types, and short texts
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': 'error'
    }
  },
  {
    files: ['lib/{web/assets,platform/api/webclient/page,playground/page,durable/inbox/page}/*.js'],
    languageOptions: { globals: Object.fromEntries(ofBrowsers.map(name => [name, 'readonly'])) }
  }
]
