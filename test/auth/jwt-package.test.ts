import { register } from 'node:module'
import t from 'tap'
import { jwt } from '../../lib/index.ts'
import { registrationError } from '../support/app.ts'

const withoutJose = `export function resolve (specifier, context, next) {
  const missing = new Error("Cannot find package 'jose'")
  if (specifier === 'jose') throw Object.assign(missing, { code: 'ERR_MODULE_NOT_FOUND' })
  return next(specifier, context)
}`

t.test('without the package the registration fails, and says what to install', async t => {
  register(`data:text/javascript,${encodeURIComponent(withoutJose)}`)
  const auth = jwt({
    issuer: 'https://issuer.example.com/', audience: 'bot', jwksUri: 'https://issuer.example.com/keys'
  })
  for (const options of [{ auth }, { auth: false, errorsAuth: auth }]) {
    t.match(await registrationError(t, options),
      { code: 'FST_BOT_PACKAGE_MISSING', message: /^jose is not installed, and jwt\(\) needs it/ })
  }
})
