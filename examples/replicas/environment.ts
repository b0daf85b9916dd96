import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const text = (description: string) => Type.String({ minLength: 1, description })

const EnvironmentSchema = Type.Object({
  DATABASE_URL: text('the database that the replicas share, such as postgres://user:password@host:5432/name'),
  BOT_USERNAME: Type.String({
    minLength: 1, default: 'platform', description: 'the user name that the platform shows'
  }),
  BOT_PASSWORD: text('the password that the platform shows'),
  CONNECTOR_URL: text('base URL of the Bot Connector, such as https://api.cai.tools.sap/connect/v1'),
  CONNECTOR_TOKEN: text('the request token of the bot'),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'the address to listen on' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 5000, description: 'a number from 0 to 65535' }),
  RATE_LIMIT: Type.Integer({
    minimum: 1, default: 600, description: 'the calls that one address may make in a minute'
  }),
  TRUST_PROXY: Type.String({
    default: '', description: 'the addresses of the proxy, such as 10.0.0.0/8; nothing without one'
  })
})

export type Environment = Static<typeof EnvironmentSchema>

/** All settings of a replica. They come from the environment, so that each replica is the same program. */
export function readEnvironment (variables: NodeJS.ProcessEnv): Environment {
  const environment = Value.Convert(EnvironmentSchema, Value.Default(EnvironmentSchema, { ...variables }))
  const problem = Value.Errors(EnvironmentSchema, environment).First()
  if (problem !== undefined) throw new Error(`set ${problem.path.slice(1)}: ${problem.schema.description}`)
  return environment as Environment
}
