/** Of the servers that ask for them. */
export const credentials = { username: 'platform', password: 'a password of the benchmark' }

export const authorization = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
