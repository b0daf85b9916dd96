/** Of the servers that ask for them. */
export const credentials = { username: 'platform', password: 'a password of the benchmark' }

const pair = `${credentials.username}:${credentials.password}`
export const authorization = `Basic ${Buffer.from(pair).toString('base64')}`
