const STEPS = [[60, 'second'], [60, 'minute'], [24, 'hour'], [Infinity, 'day']]

/** How long ago that was, in words. */
export function ago (date) {
  let amount = Math.max(0, (Date.now() - new Date(date)) / 1000)
  for (const [most, unit] of STEPS) {
    if (amount < most) {
      return new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' }).format(-Math.floor(amount), unit)
    }
    amount /= most
  }
}

export function exactly (date) {
  return new Date(date).toISOString().replace('T', ' ').replace('Z', ' UTC')
}
