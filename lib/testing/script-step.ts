import type { NluOverride } from '../platform/engine/input.ts'

/** What is said or pressed in a turn: a sentence alone, one with what is to be understood, or the title of a button. */
export type ScriptStep = string | ({ readonly say: string } & NluOverride) | { readonly click: string }
