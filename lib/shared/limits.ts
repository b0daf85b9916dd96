/**
 * Levels of objects and lists in a body, of which the body itself is the first. Deeper ones overflow what walks them.
 */
export const MAX_BODY_DEPTH = 64

/** Levels in a memory: it comes back inside `conversation`, inside the next body. */
export const MAX_MEMORY_DEPTH = MAX_BODY_DEPTH - 2

/** The longest time that a timer of JavaScript waits, in milliseconds: a longer one fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1
