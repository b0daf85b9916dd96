/** How a check came to its end. */
export const endings = ['complete', 'limit', 'died', 'interrupted'] as const
export type Ending = typeof endings[number]

/** Thrown by a call that must not or cannot be made any more. */
export class Ended extends Error {
  readonly how: Exclude<Ending, 'complete'>

  constructor (how: Exclude<Ending, 'complete'>) {
    super(how)
    this.how = how
  }
}

/** Why rules were not checked. */
export const becauseOf: Readonly<Record<Exclude<Ending, 'complete'>, string>> = {
  limit: 'the limit of requests was reached',
  died: 'the server did not recover',
  interrupted: 'the check was interrupted'
}
