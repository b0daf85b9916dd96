/** A command was called in a wrong way. The message says what to change. */
export class UsageError extends Error {}
