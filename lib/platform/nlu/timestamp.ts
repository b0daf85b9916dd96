/** A moment as the platform writes it: microseconds, which a clock of milliseconds ends with zeros, and an offset. */
export function timestamp (milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000+00:00')
}
