import type { ClientBase } from 'pg'

/** Of a process; there are fewer texts than that. What comes after them is planned each time. */
const MAX_PLANS = 200

/** So many statements may make a small table a large one, which a plan for a small one reads from end to end. */
const REPLAN_AFTER = 200

const names = new Map<string, string>() // of texts
const used = new WeakMap<ClientBase, number>() // statements of a connection that keeps plans

/** Tables may grow from nothing to many rows while a plan is kept, so all plans are made for many: by index. */
const SETTINGS = {
  plan_cache_mode: 'force_generic_plan', // made once, whatever the values are
  enable_seqscan: 'off', // no reading of the whole table
  jit: 'off' // what cannot go by an index looks so dear now that it would be compiled
}
const KEEP_PLANS = `
  SELECT ${Object.entries(SETTINGS).map(([name, value]) => `set_config('${name}', '${value}', false)`).join(', ')}
  WHERE pg_backend_pid() = $1`

/**
 * Lets the server keep the plans of a connection: to plan a statement takes longer than to run it. A pooler may run
 * each statement in another session, where the plan is not. It gives the client a pid of its own making, so what is
 * asked here holds only where nothing is in between. A database without these settings keeps no plans.
 */
export async function keepPlans (client: ClientBase): Promise<void> {
  const { processID } = client as ClientBase & { readonly processID: number }
  const { rows } = await client.query(KEEP_PLANS, [processID]).catch(() => ({ rows: [] }))
  if (rows.length > 0) used.set(client, 0)
}

/** A statement as the client takes it: with a name, by which the server finds its plan again. */
export function withName (client: ClientBase, statement: unknown, values: unknown): unknown {
  const name = typeof statement === 'string' && values !== undefined && used.has(client)
    ? nameOf(statement)
    : undefined
  return name === undefined ? statement : { text: statement, name }
}

function nameOf (sql: string): string | undefined {
  if (!names.has(sql) && names.size < MAX_PLANS) names.set(sql, `bot_${names.size}`)
  return names.get(sql)
}

/**
 * Counts a statement of a connection. Returns what to send before it when the plans that the server keeps are old: it
 * makes them anew for the size that the tables have now. By itself it does that when it has counted the rows again,
 * which takes it a minute or more.
 */
export function forgetOldPlans (client: ClientBase): string | undefined {
  const count = used.get(client)
  if (count === undefined) return undefined
  used.set(client, (count + 1) % REPLAN_AFTER)
  return count + 1 === REPLAN_AFTER ? 'DISCARD PLANS' : undefined
}
