import { FST_BOT_OPTION_INVALID } from '../../errors.ts'

/** The URL is never told: it may hold a secret. @throws FST_BOT_OPTION_INVALID for one that cannot be called */
export function checkUrl (option: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new FST_BOT_OPTION_INVALID(option,
      'must be a URL that starts with http:// or https://')
  }
  const { username, password } = new URL(url)
  if (username + password !== '') {
    throw new FST_BOT_OPTION_INVALID(option,
      'must not hold credentials: give them under auth of a bot file, or as a header')
  }
}
