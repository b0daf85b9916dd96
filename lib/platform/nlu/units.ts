/** What a recognised unit is on the platform. */
export interface Unit {
  readonly name: 'distance' | 'mass' | 'volume' | 'speed'
  /** Short, as in the documented examples. */
  readonly short: string
  /** One of it in the base unit of its gold entity. */
  readonly factor: number
}

/** By the names that the recognisers have for them, English and French. */
export const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...of('distance', 'm', 1, 'Meter', 'Mètres'),
  ...of('distance', 'km', 1000, 'Kilometer', 'Kilomètres'),
  ...of('distance', 'cm', 0.01, 'Centimeter', 'Centimètres'),
  ...of('distance', 'mm', 0.001, 'Millimeter', 'Millimètres'),
  ...of('distance', 'mi', 1609.344, 'Mile'),
  ...of('distance', 'yd', 0.9144, 'Yard'),
  ...of('distance', 'ft', 0.3048, 'Foot', 'Pied'),
  ...of('distance', 'in', 0.0254, 'Inch', 'Pouce'),
  ...of('mass', 'g', 1, 'Gram', 'Gramme'),
  ...of('mass', 'kg', 1000, 'Kilogram', 'Kilogramme'),
  ...of('mass', 'mg', 0.001, 'Milligram', 'Milligramme'),
  ...of('mass', 'lbs', 453.59237, 'Pound'),
  ...of('mass', 'oz', 28.349523125, 'Ounce'),
  ...of('volume', 'l', 1, 'Liter', 'Litre'),
  ...of('volume', 'hl', 100, 'Hectoliter', 'Hectolitre'),
  ...of('volume', 'cl', 0.01, 'Centiliter', 'Centilitre'),
  ...of('volume', 'ml', 0.001, 'Milliliter', 'Millilitre'),
  ...of('speed', 'm/s', 1, 'Meter per second', 'Mètre par seconde'),
  ...of('speed', 'km/h', 1 / 3.6, 'Kilometer per hour', 'Kilomètre par heure'),
  ...of('speed', 'mph', 0.44704, 'Mile per hour')
])

/** What the base unit of each is called among the fields of the gold entity. */
export const BASE = { distance: 'meters', mass: 'grams', volume: 'liters', speed: 'mps' } as const

function of (name: Unit['name'], short: string, factor: number, ...names: readonly string[]): Array<[string, Unit]> {
  return names.map(long => [long, { name, short, factor }])
}
