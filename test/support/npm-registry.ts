import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { manifest, packed } from './packed-project.ts'

/** A registry of npm that has this package, as it is packed, and leads to the public one for all others. */
export async function startRegistry (t: Pick<Test, 'teardown'>, publicRegistry: string): Promise<string> {
  const { tarball, integrity } = await packed
  const { name, version } = manifest
  const server = createServer((request, response) => {
    const path = String(request.url)
    if (path === '/own.tgz') {
      createReadStream(tarball).pipe(response)
    } else if (path === `/${name}`) {
      const one = { ...manifest, devDependencies: {}, scripts: {}, dist: { tarball: `${url()}/own.tgz`, integrity } }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: one } }))
    } else {
      response.writeHead(302, { location: new URL(path, publicRegistry).href }).end()
    }
  })
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return url()
}
