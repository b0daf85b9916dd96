import { migration as dedupeTables } from './dedupe/dedupe-table.ts'
import { inboxTables } from './inbox/tables.ts'
import { queueTables } from './queue/tables.ts'

/** All tables of a store. */
export const migrations = [queueTables, dedupeTables, inboxTables]
