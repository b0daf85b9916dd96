import { rules } from '../rules/rules.ts'
import type { CheckFinding, Report } from './schema.ts'

const levels = { error: 'error', warning: 'warning', advice: 'note' } as const

/**
 * A report as SARIF 2.1.0. A webhook has no source file: what is found is located at its address.
 *
 * @example
 * await writeFile('report.sarif', JSON.stringify(toSarif(report)))
 */
export function toSarif ({ tool, url, ended, started, ms, seed, findings }: Report): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: `${tool.name} check`,
          version: tool.version,
          rules: rules.map(({ id, title, severity, expected, source, fix }) => ({
            id,
            shortDescription: { text: title },
            fullDescription: { text: `Expected: ${expected} (${source}).` },
            help: { text: fix },
            defaultConfiguration: { level: levels[severity] }
          }))
        }
      },
      invocations: [{
        executionSuccessful: ended === 'complete' || ended === 'limit',
        startTimeUtc: started,
        endTimeUtc: new Date(Date.parse(started) + ms).toISOString()
      }],
      results: findings.map(finding => resultOf(finding, url)),
      properties: { seed, ended }
    }]
  }
}

function resultOf (
  { rule, severity, saw, fix, path, skills, count, request, answer }: CheckFinding, url: string
): object {
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${saw}. ${fix}` },
    occurrenceCount: count,
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: url } },
        logicalLocations: [
          ...skills.map(name => ({ name, kind: 'skill' })),
          ...(path === undefined ? [] : [{ fullyQualifiedName: path, kind: 'json' }])
        ]
      }
    ],
    webRequest: {
      target: request.url,
      method: request.method,
      headers: request.headers,
      ...(request.body !== undefined && { body: { text: request.body } })
    },
    webResponse: {
      ...(answer.status !== undefined && { statusCode: answer.status }),
      ...(answer.failure !== undefined && { noResponseReceived: answer.status === undefined }),
      headers: answer.headers,
      body: { text: answer.body }
    },
    properties: { curl: request.curl }
  }
}
