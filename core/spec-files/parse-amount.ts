/** Units by what they measure, with the factor to the unit that the code counts in. */
const units = {
  /** Of full scale. */
  decibels: { '': 1, db: 1, dbfs: 1 },
  loudness: { '': 1, lufs: 1, lkfs: 1, db: 1 },
  seconds: { '': 1, s: 1, sec: 1, secs: 1, second: 1, seconds: 1, ms: 0.001, milliseconds: 0.001 },
  kilobits: { k: 1, kbps: 1, 'kbit/s': 1, 'kb/s': 1, kbit: 1, 'bit/s': 0.001, bps: 0.001 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>

export type AmountKind = keyof typeof units

/** How an amount of each kind is written, for hints. */
export const amountExamples: Readonly<Record<AmountKind, string>> = {
  decibels: '-1.0 dB',
  loudness: '-16 LUFS',
  seconds: '0.5 s',
  kilobits: '192k',
}

/**
 * The number that `-1.0 dB`, `0.3 s`, `300 ms` or `192k` stands for, in decibels, LUFS, seconds or kbit/s; null when
 * it is none of that kind. A bare bit rate is in kbit/s up to 1,000 and in bit/s above.
 */
export function parseAmount(written: string | number, kind: AmountKind): number | null {
  const match = /^([+\-−]?(?:\d+(?:\.\d+)?|\.\d+))\s*([a-z/]*)$/i.exec(String(written).trim())
  if (match === null) return null
  const value = Number((match[1] ?? '').replace('−', '-'))
  const unit = (match[2] ?? '').toLowerCase()
  if (kind === 'kilobits' && unit === '') return value > 1000 ? value / 1000 : value
  const factors: Readonly<Record<string, number>> = units[kind]
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined
  return factor === undefined ? null : value * factor
}
