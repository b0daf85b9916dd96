/** What the tests of this project name: as a user of the package declares it. */

declare module '../../lib/turn/jobs.ts' {
  interface Jobs {
    [name: string]: unknown
  }
}

declare module '../../lib/turn/custom-entities.ts' {
  interface CustomEntities {
    'my-own': { 'country-code'?: string }
  }
}

export {}
