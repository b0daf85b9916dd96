import type { FilledApi } from '../calls/environment.ts'
import { fillOrLog, log, scopeOf, type BotProgress } from './progress.ts'
import { renderJson, renderText, renderValue } from './render.ts'
import type { ApiResponse } from './state.ts'

/**
 * Characters of the JSON of an answer that later turns still have: a conversation is kept in memory or in a database.
 */
const MAX_KEPT_CHARS = 64 * 1024

/**
 * Calls an API and keeps its answer for variables. An answer with a status other than 2xx is kept, too, so that
 * conditions can look at it; where there is none, that of an earlier call is gone.
 *
 * @returns whether the call went well
 */
export async function callApi (progress: BotProgress, api: FilledApi): Promise<boolean> {
  const { name = 'default', auth, unset } = api
  const order = fillOrLog(progress, 'an API is not called', () => orderOf(progress, api))
  if (order === undefined) return false
  const { record, answer, token } = await progress.effects.call({ purpose: 'api', ...order, auth, unset })
  if (token !== undefined) progress.calls.push(token)
  progress.calls.push(record)
  keep(progress, name, answer as ApiResponse | undefined)
  if (record.problem === null) {
    log(
      progress,
      'info',
      'I_EXECUTE_ACTION',
      `${record.request.method} ${record.request.url} answered in ${record.ms} ms: api_service_response.${name}`,
      { type: 'http', value: { name, status: record.response?.status } }
    )
    return true
  }
  log(progress, 'error', 'E_API_FAILED', `${record.request.method} ${record.request.url} failed ` +
    `(${record.problem.kind}): ${record.problem.message}`, { name, problem: record.problem, url: record.request.url })
  return false
}

function orderOf (progress: BotProgress, { url, method, headers = {}, body }: FilledApi) {
  const scope = scopeOf(progress)
  const { templates } = progress
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url: renderText(url, scope, templates),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) =>
      [name, renderText(value, scope, templates)])),
    body: body === undefined
      ? undefined
      : typeof body === 'string'
        ? renderJson(body, scope, templates)
        : renderValue(body, scope, templates)
  }
}

function keep (progress: BotProgress, name: string, response: ApiResponse | undefined): void {
  const { [name]: earlier, ...others } = progress.state.api_service_response ?? {}
  progress.responses.delete(name)
  if (response !== undefined) progress.responses.set(name, response)
  const small = response !== undefined && JSON.stringify(response).length <= MAX_KEPT_CHARS
  if (response !== undefined && !small) {
    log(progress, 'info', 'I_API_RESPONSE_LARGE',
    `api_service_response.${name} has more than ${MAX_KEPT_CHARS} characters: later sentences do not have it`, { name })
  }
  const kept = { ...others, ...(small && { [name]: response }) }
  if (Object.keys(kept).length > 0 ||
    earlier !== undefined) progress.state = { ...progress.state, api_service_response: kept }
}
