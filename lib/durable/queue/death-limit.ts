/**
 * How often a process may die that had taken an item, before that is a dead letter. Counted apart from failures: a
 * process that is killed is rarely the fault of what it did.
 */
export const DEATH_LIMIT = 20
