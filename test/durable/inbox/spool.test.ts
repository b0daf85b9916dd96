import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { Entry } from '../../../lib/durable/inbox/entry/entry.ts'
import { idMaker } from '../../../lib/durable/inbox/entry/id.ts'
import { openSpool, type Spool, type SpoolOptions } from '../../../lib/durable/inbox/spool/spool.ts'
import { folder } from '../../support/inbox.ts'

const nextId = idMaker()

function entry (text = 'x', conversation: Buffer | null = null): Entry {
  return {
    id: nextId(),
    at: new Date(1_700_000_000_000),
    kind: 'report',
    fingerprint: 'f',
    title: 't',
    conversation,
    raw: Buffer.from(text),
    detail: {}
  }
}

async function open (t: Test, options: Partial<SpoolOptions> & {
  folder: string
}): Promise<{ spool: Spool, warnings: string[] }> {
  const warnings: string[] = []
  const spool = await openSpool({
    owner: 'bot', most: 1_000_000, warn: (_what, message) => warnings.push(message), ...options
  })
  t.teardown(() => spool.close().catch(() => {}))
  return { spool, warnings }
}

async function all (spool: Spool): Promise<Entry[]> {
  const found: Entry[] = []
  await spool.drain(async entries => { found.push(...entries) })
  return found
}

const fileIn = async (path: string): Promise<string> =>
  join(path, (await readdir(path)).find(name => name.endsWith('.spool')) ?? '')

t.test('what was appended comes back as it was, in its order, and once', async t => {
  const { spool } = await open(t, { folder: join(await folder(t), 'made', 'for it') })
  const entries = [
    entry('{"a":"\0\ud800"}'), { ...entry('', Buffer.from([0, 255])), raw: Buffer.from([0xff, 0, 10, 13]) },
    ...Array.from({ length: 450 }, (_, index) => entry(String(index)))
  ]
  t.equal(spool.isEmpty, true)
  t.equal(await spool.append(entries.slice(0, 2)), 2)
  t.equal(await spool.append(entries.slice(2)), 450)
  t.equal(spool.isEmpty, false)
  t.strictSame(await all(spool), entries)
  t.equal(spool.isEmpty, true)
  t.strictSame(await all(spool), [])
})

t.test('what is not taken stays', async t => {
  const { spool } = await open(t, { folder: await folder(t) })
  const entries = Array.from({ length: 450 }, (_, index) => entry(String(index)))
  await spool.append(entries)
  let taken = 0
  await t.rejects(spool.drain(async some => {
    if ((taken += some.length) > 300) {
      throw new Error('the database is down')
    }
  }))
  t.equal(taken, 400)
  t.strictSame((await all(spool)).length, 450)
})

t.test('what comes while it is emptied is handed on, too', async t => {
  const { spool } = await open(t, { folder: await folder(t) })
  await spool.append([entry('1')])
  const found: string[] = []
  await spool.drain(async entries => {
    found.push(...entries.map(({ raw }) => raw.toString()))
    if (found.length < 5) await spool.append([entry(String(found.length + 1))])
  })
  t.strictSame(found, ['1', '2', '3', '4', '5'])
})

t.test('entries that are larger than what is read at once', async t => {
  const { spool } = await open(t, { folder: await folder(t), most: 20_000_000 })
  const entries = [entry('a'), entry('b'.repeat(3_000_000)), entry('c'.repeat(900_000)), entry('d'.repeat(900_000))]
  t.equal(await spool.append(entries), 4)
  t.strictSame((await all(spool)).map(({ raw }) => raw.length), entries.map(({ raw }) => raw.length))
})

t.test('it is bounded: what does not fit is not taken, and there is room again when it was emptied', async t => {
  const path = await folder(t)
  const { spool } = await open(t, { folder: path, most: 5000 })
  t.equal(await spool.append(Array.from({ length: 100 }, () => entry('x'.repeat(100)))), 16)
  t.equal(await spool.append([entry('x'.repeat(100))]), 0)
  t.ok((await stat(await fileIn(path))).size <= 5000)
  t.equal((await all(spool)).length, 16)
  t.equal(await spool.append([entry()]), 1)
})

t.test('a line that was not written to its end is left out, and so is one that changed', async t => {
  const path = await folder(t)
  const { spool, warnings } = await open(t, { folder: path })
  const entries = [entry('one'), entry('two'), entry('three')]
  await spool.append(entries)
  const file = await fileIn(path)
  const bytes = await readFile(file)
  bytes[bytes.indexOf(10) + 60] = 120
  await writeFile(file, bytes, { flag: 'r+' })
  t.strictSame((await all(spool)).map(({ raw }) => raw.toString()), ['one', 'three'])
  t.match(warnings, [/line of the spool is broken/])
  t.ok((await stat(file)).isFile())
})

t.test('a process that died leaves its spool to the next one, whatever the last line is', async t => {
  const path = await folder(t)
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const { spool: first } = await open(t, { folder: path })
  const entries = [entry('one'), entry('two')]
  await first.append(entries)
  const file = await fileIn(path)
  await appendFile(file, 'deadbeef {"torn')
  await first.close()
  const left = join(path, `bot.${child.pid}-5-0123456789ab.spool`)
  await rename(file, left)
  await writeFile(join(path, 'lock.1'), 'not ours')
  await writeFile(join(path, `bot.${child.pid}--0123456789ab.spool`), '')

  const { spool, warnings } = await open(t, { folder: path })
  await spool.adopt()
  t.strictSame(await all(spool), entries)
  t.strictSame(warnings, [])
  t.equal((await readdir(path)).filter(name => name.endsWith('.spool')).length, 1)

  await mkdir(join(path, `bot.${child.pid}-6-0123456789ab.spool`))
  await spool.adopt()
  t.match(warnings, [/could not be taken over/])
})

t.test('that of a process that lives is left alone', async t => {
  const path = await folder(t)
  const { spool: first } = await open(t, { folder: path })
  await first.append([entry('mine')])
  const { spool: second } = await open(t, { folder: path })
  await second.adopt()
  t.strictSame(await all(second), [])
  t.equal((await all(first)).length, 1)
})

t.test('entries are dropped, also while it is emptied', async t => {
  const { spool } = await open(t, { folder: await folder(t) })
  await spool.drop(() => true)
  const entries = Array.from({ length: 450 }, (_, index) => entry(String(index)))
  await spool.append(entries)
  let first = true
  const found: string[] = []
  await spool.drain(async some => {
    if (first) await spool.drop(({ raw }) => Number(raw.toString()) % 2 === 1)
    first = false
    found.push(...some.map(({ id }) => id))
  })
  t.equal(found.length, 200 + 225, 'from the beginning again')
  t.equal(spool.isEmpty, true)
  await spool.append([entry('after')])
  t.strictSame((await all(spool)).map(({ raw }) => raw.toString()), ['after'])
})

t.test('a disk that fails', async t => {
  const { spool, warnings } = await open(t, { folder: await folder(t) })
  await spool.append([entry()])
  await spool.close()
  t.equal(await spool.append([entry()]), 0)
  t.match(warnings, [/cannot be written/])
})

t.test('a folder that cannot be one is told at boot', async t => {
  const path = join(await folder(t), 'file')
  await writeFile(path, '')
  await t.rejects(openSpool({ folder: join(path, 'spool'), owner: 'bot', most: 1, warn () {} }),
    { code: 'FST_BOT_OPTION_INVALID', message: /inbox\.spool must be a folder/ })
  await rm(path)
})

t.test('a file that somebody cut off does not keep it from going on', async t => {
  const path = await folder(t)
  const { spool, warnings } = await open(t, { folder: path })
  await spool.append([entry('one'), entry('two')])
  await truncate(await fileIn(path), 20)
  t.strictSame(await all(spool), [])
  t.match(warnings, [/rest of the spool is gone/])
  t.equal(await spool.append([entry('three')]), 1)
  t.strictSame((await all(spool)).map(({ raw }) => raw.toString()), ['three'])
})

t.test('what another bot left in the folder is left to it', async t => {
  const path = await folder(t)
  const { spool: sales } = await open(t, { folder: path, owner: 'sales.1' })
  await sales.append([entry('of sales')])
  const mine = await fileIn(path)
  await sales.close()
  const left = mine.replace(/\d+-\d*-/, '999999999-1-')
  await rename(mine, left)
  for (const owner of ['medical.1', 'sales.2', 'sales', 'bot']) {
    const { spool } = await open(t, { folder: path, owner })
    await spool.adopt()
    t.strictSame(await all(spool), [], owner)
  }
  await rename(left, left.replace('sales.1.', 'medical.1.'))
  const { spool: medical } = await open(t, { folder: path, owner: 'medical.1' })
  await medical.adopt()
  t.strictSame(await all(medical), [], 'a line says whose it is, whatever the name of its file is')
})
