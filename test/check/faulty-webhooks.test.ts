import t from 'tap'
import { overHttp } from '../../lib/check/runner/over-http.ts'
import { check, type CheckOptions } from '../../lib/check/index.ts'
import { faultyWebhooks } from '../fixtures/faulty-webhooks/faulty-webhooks.ts'
import { selfSigned } from '../fixtures/faulty-webhooks/certificate.ts'
import { skipWithout } from '../support/required-programs.ts'
import { onlyFound } from '../fixtures/faulty-webhooks/found.ts'
import { open } from '../fixtures/faulty-webhooks/webhook.ts'

t.jobs = 3 // most of them make the checker wait
const concurrency = 20 // enough to take one conversation for another, and quick

for (const [name, { rule, also, host, https, habits, ...options }] of faultyWebhooks) {
  t.test(`a webhook that ${name}: ${rule}`, {
    buffered: true, skip: https === true && skipWithout('openssl')
  }, async t => {
    const { url } = await open(t, habits, https && selfSigned(t))
    const report = await check({
      timeout: 5000,
      seed: 1,
      concurrency,
      skip: [
        ...(options.headers === undefined ? ['auth'] : []),
        ...(rule === 'answer-slow' ? [] : ['answer-slow']) // a busy machine makes all of them slow
      ],
      ...options,
      ...(host === undefined ? { url } : known(host, url))
    })
    onlyFound(t, report, rule, also === undefined ? [] : [also])
  })
}

/** A webhook that is called by a name, which leads to where it really is. */
function known (host: string, url: string): Pick<CheckOptions, 'url' | 'transport'> {
  const named = `http://${host}/`
  return {
    url: named, transport: (request, signal) => overHttp({ ...request, url: request.url.replace(named, url) }, signal)
  }
}
