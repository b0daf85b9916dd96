import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'

const ofBrowsers = ['document', 'EventSource', 'fetch', 'localStorage', 'location', 'matchMedia', 'navigator', 'sessionStorage', 'CSS']

export default [
  ...neostandard({
    ts: true,
    ignores: resolveIgnoresFromGitignore()
  }),
  { files: ['lib/{page/shared,playground/page,durable/inbox/page}/*.js'], languageOptions: { globals: Object.fromEntries(ofBrowsers.map(name => [name, 'readonly'])) } }
]
