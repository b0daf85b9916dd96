/** What every server answers: one reply, and the memory that came with one key more. */
export function answer ({ conversation }, reply) {
  return { replies: [reply], conversation: { memory: { ...conversation.memory, key: 'value' } } }
}
