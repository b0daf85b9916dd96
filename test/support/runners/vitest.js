import { expect, test } from 'vitest'
import { conversation, expected } from './conversation.js'

test('a conversation in vitest', async () => {
  expect(await conversation()).toEqual(expected)
}, 60_000) // milliseconds: the machine may be busy
