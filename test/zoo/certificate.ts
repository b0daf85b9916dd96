import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'

/** A certificate for localhost that its owner has signed, and nobody else. */
export function selfSigned (t: Pick<Test, 'testdir'>): { key: Buffer, cert: Buffer } {
  const folder = t.testdir()
  const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`] as const
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { key: readFileSync(key), cert: readFileSync(cert) }
}
