import t from 'tap'
import { brokenBots, SENTENCE } from '../fixtures/broken-bots.ts'
import { startBroken } from '../support/broken-bot.ts'
import { bot } from '../support/cli.ts'

t.test('the terminal names the cause of each mistake', async t => {
  for (const broken of brokenBots) {
    await t.test(broken.mistake, async t => {
      const { url, path, spoil } = await startBroken(t, broken)
      spoil()
      const { output, errors } = await bot(['chat', path, '--url', url], [SENTENCE])
      for (const words of broken.shown) t.match(output + errors, words)
      if (broken.why === undefined) return
      const asked = await bot(['chat', path, '--url', url], [SENTENCE, '/why'])
      for (const words of broken.why) t.match(asked.output + asked.errors, words)
    })
  }
})

t.test('send names the cause of mistakes in handlers', async t => {
  for (const broken of brokenBots.filter(({ handlers, file }) => handlers !== undefined && file === undefined)) {
    const { url } = await startBroken(t, broken)
    const { output, errors, code } = await bot(['send', url, '--skill', 'order'])
    const isWarning = broken.shown.length === 0
    for (const words of isWarning ? broken.why ?? [] : broken.shown) t.match(output + errors, words, broken.mistake)
    t.equal(code, isWarning || /Sorry/.test(output) ? 0 : 1, broken.mistake)
  }
})
