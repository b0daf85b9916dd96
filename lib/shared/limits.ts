/** Levels of objects and lists in a body, of which the body itself is the first. Deeper ones overflow what walks them. */
export const DEEPEST_BODY = 64

/** Levels in a memory: it comes back inside `conversation`, inside the next body. */
export const DEEPEST_MEMORY = DEEPEST_BODY - 2

/** The longest time that a timer of JavaScript waits, in milliseconds: a longer one fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1
