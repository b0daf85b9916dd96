import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { shareBrowser } from '../support/browser.ts'
import { manualPages, readBlocks, type Block } from '../support/doc-blocks.ts'
import { folder, packed } from '../support/packed-project.ts'
import { startRegistry } from '../support/npm-registry.ts'
import { freePort } from '../support/program.ts'
import { repository } from '../support/repository.ts'
import { skipWithout } from '../support/required-programs.ts'

// From the README to a bot in production, by the commands of the documentation alone, in a new folder. Only the name of
// the package becomes that of the packed tarball, and ports become free ones. Needs the npm registry.

t.setTimeout(1_200_000) // milliseconds: npm installs

const TIMEOUT_MS = 300_000
const skip = skipWithout('curl', 'openssl')
const blocks = manualPages.flatMap(readBlocks)
const { tarball } = await packed
const home = folder(t)
const project = join(home, 'my-bot') // as the README calls it
const { browser, skip: withoutBrowser } = await shareBrowser(t)

/** What a stranger's shell has: nothing of this repository is found by it. */
const shell: Readonly<Record<string, string>> = {
  PATH: (process.env.PATH ?? '').split(delimiter).filter(entry => !entry.includes('node_modules')).join(delimiter),
  HOME: process.env.HOME ?? home,
  TMPDIR: home,
  npm_config_yes: 'true', // nobody is there to be asked
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false'
}

/** The block of a page that begins with some text. */
function findBlock (page: string, start: string): Block {
  const found = blocks.find(block => block.page === page && block.text.startsWith(start))
  if (found === undefined) throw new Error(`${page} has no block that begins with ${start}`)
  return found
}

/** The answers that a page states below a block. */
function answersBelow ({ page, line }: Block): unknown[] {
  return blocks.filter(block => block.page === page && block.line > line && block.language === 'json')
    .map(({ text }) => JSON.parse(text))
}

/** A command that a page has within its text. */
function findCommand (page: string, command: string): string {
  const text = readFileSync(new URL(page, repository), 'utf8')
  if (!text.includes(`\`${command}\``)) throw new Error(`${page} does not have ${command}`)
  return command
}

async function runCommand (
  command: string, cwd: string, env: Readonly<Record<string, string>> = {}
): Promise<string> {
  const child = spawn('bash', ['-e', '-c', command], { cwd, env: { ...shell, ...env }, timeout: TIMEOUT_MS })
  let printed = ''
  let errors = ''
  child.stdout.on('data', chunk => { printed += chunk })
  child.stderr.on('data', chunk => { errors += chunk })
  child.stdin.end('hi\n') // what is said where a command asks
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${printed}${errors}`)
  return printed
}

/** Starts a command until the test ends. @returns what waits until it has printed something */
function startCommand (
  t: Test, command: string, env: Readonly<Record<string, string>> = {}, cwd = project
): (pattern: RegExp) => Promise<RegExpExecArray> {
  const child = spawn('bash', ['-c', command], { cwd, env: { ...shell, ...env }, detached: true })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { printed += chunk })
  const ended = once(child, 'close')
  t.teardown(async () => {
    process.kill(-(child.pid as number), 'SIGTERM') // npx and what it has started
    await ended
  })
  return async pattern => {
    const until = Date.now() + TIMEOUT_MS
    for (;;) {
      const found = pattern.exec(printed)
      if (found !== null) return found
      const isOver = Date.now() > until || child.exitCode !== null
      if (isOver) throw new Error(`${command} does not print ${pattern}:\n${printed}`)
      await sleep(100)
    }
  }
}

/** Starts a bot, and waits for it. @returns its address, as the documentation has it for port 5000 */
async function startBot (t: Test, command: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const port = await freePort()
  const prints = startCommand(t, command, { ...env, PORT: String(port) })
  await prints(/Server listening at/)
  return `127.0.0.1:${port}`
}

const at = (address: string, command: string): string => command.replaceAll('127.0.0.1:5000', address)

t.test('the package is installed as the README says', { skip }, async t => {
  const { text } = findBlock('README.md', 'mkdir my-bot')
  const command = text.replace('npm install fastify-bot-webhook ', `npm install ${tarball} `)
  t.not(command, text)
  await runCommand(command, home)
  for (const language of ['js', 'ts']) {
    const sample = blocks.find(block => block.page === 'README.md' && block.language === language) as Block
    writeFileSync(join(project, `first-bot.${language}`), sample.text)
  }
})

for (const [index, start] of ['node first-bot.js', 'npx tsx first-bot.ts'].entries()) {
  t.test(`the first bot answers the README's call: ${start}`, { skip }, async t => {
    const address = await startBot(t, findCommand('README.md', start))
    const call = findBlock('README.md', 'curl http://127.0.0.1:5000/ ')
    t.strictSame(JSON.parse(await runCommand(at(address, call.text), project)), answersBelow(call)[index])
  })
}

t.test('it is talked to in the terminal', { skip }, async t => {
  const address = await startBot(t, findCommand('README.md', 'node first-bot.js'))
  const { text } = findBlock('docs/guides/first-bot.md', 'npx bot-webhook chat ')
  t.match(await runCommand(at(address, text), project), 'Roger that')
})

t.test('it is talked to on a page', { skip }, async t => {
  const address = await startBot(t, findCommand('README.md', 'node first-bot.js'))
  const { text } = findBlock('README.md', 'npm install --save-dev @dagrejs/dagre')
  const [install = '', play = ''] = text.split('\n')
  await runCommand(install, project)
  const prints = startCommand(t, `${at(address, play)} --port 0`)
  const [url] = await prints(/http:\S+/)
  if (withoutBrowser !== false) {
    t.equal((await fetch(url)).status, 200)
    return
  }
  const page = await browser.newPage()
  t.teardown(() => page.close())
  const response = await page.goto(url)
  t.equal(response?.status(), 200)
  await page.fill('#skill', 'small-talk')
  await page.press('#skill', 'Tab')
  await page.fill('#sentence', 'hi')
  await page.press('#sentence', 'Enter')
  await page.locator('.turn .reply').getByText('Roger that').waitFor({ timeout: TIMEOUT_MS })
})

t.test('three commands lead from nothing to an answer in the page', { skip }, async t => {
  const env = { npm_config_registry: await startRegistry(t, await runCommand('npm config get registry', home)) }
  const { text } = findBlock('docs/guides/first-bot.md', 'npx fastify-bot-webhook init made-bot')
  const [make = '', enter = '', dev = ''] = text.trim().split('\n')
  t.match(await runCommand(make, home, env), 'talk to it in a browser')
  const made = join(home, enter.replace('cd ', ''))
  const before = performance.now()
  t.match(await runCommand('npm test', made), /^# pass 1$/m)
  t.comment(`npm test took ${Math.round(performance.now() - before)} ms`)
  const prints = startCommand(t, `${dev} -- --port 0`, {}, made)
  const [url] = await prints(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
  if (withoutBrowser !== false) {
    t.equal((await fetch(url)).status, 200)
    return
  }
  const page = await browser.newPage()
  t.teardown(() => page.close())
  await page.goto(url)
  await page.fill('#sentence', 'hello')
  await page.press('#sentence', 'Enter')
  await page.locator('.turn .reply').getByText('What can I do for you?').waitFor({ timeout: TIMEOUT_MS })
})

t.test('a conversation with it is a test', { skip }, async t => {
  const { text } = blocks.find(block =>
    block.page === 'docs/guides/testing.md' && block.text.includes("from 'node:test'")) as Block
  writeFileSync(join(project, 'bot.test.js'), text)
  t.match(await runCommand(findBlock('docs/guides/testing.md', 'node --test').text, project), /^# pass 1$/m)
})

t.test('it is deployed, with credentials and a health route', { skip }, async t => {
  const page = 'docs/guides/production.md'
  await runCommand(findBlock(page, 'cp node_modules/fastify-bot-webhook/').text, project)
  const start = findBlock(page, 'export BOT_USER=').text.trim().split('\n')
  const settings = start.filter(line => line.startsWith('export '))
  const env = Object.fromEntries((await runCommand(`${settings.join('\n')}\nenv`, project)).trim().split('\n')
    .filter(line => /^(BOT|METRICS|ORDERS|NODE_ENV)/.test(line)).map(line => line.split('=', 2))) as Record<string, string>
  t.equal(env.NODE_ENV, 'production')
  const address = await startBot(t, start.at(-1) as string, env)

  for (const call of [
    findBlock(page, 'curl http://127.0.0.1:5000/health'), findBlock(page, 'curl http://127.0.0.1:5000/ --user')
  ]) {
    t.strictSame(JSON.parse(await runCommand(at(address, call.text), project, env)), answersBelow(call)[0])
  }
  const withoutCredentials = await fetch(`http://${address}/`, { method: 'POST' })
  t.equal(withoutCredentials.status, 401)
})
