import { everyServer, experiments, targetCases, wholeBot } from './experiments.js'
import { isInstalled } from './foreign-process.js'
import { measure } from './measure.js'
import { measureStages, stagesTable } from './stages.js'
import { measureStartUp, startUpTable } from './start-up.js'
import { summarise } from './summary.js'
import { figures } from './table.js'
import { measureTargets } from './targets.js'

/** Each measures one thing: resolves to its title, its table as Markdown, and its figures. */
export const chapters = {
  targets: amount => measureTargets(targetCases, amount),

  ...Object.fromEntries(Object.entries(experiments).map(([name, experiment]) =>
    [name, amount => compare(experiment(), amount)])),

  async stages () {
    const rows = await measureStages(wholeBot)
    return { title: 'Where the time of a turn goes, in the whole bot', text: stagesTable(rows), rows }
  },

  async start () {
    const rows = await measureStartUp(everyServer.filter(isHere))
    return { title: 'Start-up and memory of the process', text: startUpTable(rows), rows }
  }
}

async function compare ({ title, ratio, unit, cases }, amount) {
  const here = cases.filter(isHere)
  const rows = summarise(here, await measure(here, amount))
  const missing = cases.filter(each => !isHere(each)).map(({ label }) => label)
  const note = missing.length === 0 ? '' : `\n\nNot on this machine, and left out: ${missing.join(', ')}.`
  return { title, text: figures(ratio, unit, rows) + note, unit, rows }
}

function isHere ({ program }) {
  return program === undefined || isInstalled(program)
}
