import t from 'tap'
import { jwt } from '../../lib/index.ts'
import { registrationError } from '../support/app.ts'
import { hidePackage } from '../support/hide-package.ts'

t.test('without the package the registration fails, and says what to install', async t => {
  hidePackage('jose')
  const auth = jwt({
    issuer: 'https://issuer.example.com/', audience: 'bot', jwksUri: 'https://issuer.example.com/keys'
  })
  for (const options of [{ auth }, { auth: false, errorsAuth: auth }]) {
    t.match(await registrationError(t, options),
      { code: 'FST_BOT_PACKAGE_MISSING', message: /^jose is not installed, and jwt\(\) needs it/ })
  }
})
