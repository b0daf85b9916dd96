#!/usr/bin/env node
import process from 'node:process'
import { run } from './run.ts'

const { stdin: input, stdout: output, stderr: errors, env } = process
for (const stream of [output, errors]) {
  stream.on('error', () => {
    process.exit(1)
  })
} // whoever read it has gone, as `head` does
const code = await run(process.argv.slice(2), { input, output, errors, env })
output.write('', () => { process.exit(code) }) // not before all is written; a call that still waits is not waited for
