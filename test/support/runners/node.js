import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conversation, expected } from './conversation.js'

test('a conversation in node:test', async () => {
  assert.deepEqual(await conversation(), expected)
})
