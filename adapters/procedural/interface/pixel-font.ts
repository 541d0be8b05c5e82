/** Capitals, digits and signs of five by seven pixels: seven rows in hexadecimal, the highest of five bits on the left. */
const rows: Readonly<Record<string, string>> = {
  '0': '0e 11 13 15 19 11 0e',
  '1': '04 0c 04 04 04 04 0e',
  '2': '0e 11 01 06 08 10 1f',
  '3': '1e 01 01 0e 01 01 1e',
  '4': '02 06 0a 12 1f 02 02',
  '5': '1f 10 1e 01 01 11 0e',
  '6': '06 08 10 1e 11 11 0e',
  '7': '1f 01 02 04 08 08 08',
  '8': '0e 11 11 0e 11 11 0e',
  '9': '0e 11 11 0f 01 02 0c',
  a: '0e 11 11 1f 11 11 11',
  b: '1e 11 11 1e 11 11 1e',
  c: '0e 11 10 10 10 11 0e',
  d: '1e 11 11 11 11 11 1e',
  e: '1f 10 10 1e 10 10 1f',
  f: '1f 10 10 1e 10 10 10',
  g: '0e 11 10 17 11 11 0f',
  h: '11 11 11 1f 11 11 11',
  i: '0e 04 04 04 04 04 0e',
  j: '07 02 02 02 02 12 0c',
  k: '11 12 14 18 14 12 11',
  l: '10 10 10 10 10 10 1f',
  m: '11 1b 15 15 11 11 11',
  n: '11 19 15 13 11 11 11',
  o: '0e 11 11 11 11 11 0e',
  p: '1e 11 11 1e 10 10 10',
  q: '0e 11 11 11 15 12 0d',
  r: '1e 11 11 1e 14 12 11',
  s: '0f 10 10 0e 01 01 1e',
  t: '1f 04 04 04 04 04 04',
  u: '11 11 11 11 11 11 0e',
  v: '11 11 11 11 11 0a 04',
  w: '11 11 11 15 15 1b 11',
  x: '11 11 0a 04 0a 11 11',
  y: '11 11 0a 04 04 04 04',
  z: '1f 01 02 04 08 10 1f',
  plus: '00 04 04 1f 04 04 00',
  minus: '00 00 00 1f 00 00 00',
  colon: '00 04 04 00 04 04 00',
  dot: '00 00 00 00 00 0c 0c',
  comma: '00 00 00 00 0c 04 08',
  slash: '01 01 02 04 08 10 10',
  percent: '18 19 02 04 08 13 03',
  times: '00 11 0a 04 0a 11 00',
  exclamation: '04 04 04 04 04 00 04',
  question: '0e 11 01 06 04 00 04',
  equals: '00 00 1f 00 1f 00 00',
  hash: '0a 0a 1f 0a 1f 0a 0a',
}

const spoken: Readonly<Record<string, string>> = {
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  period: 'dot',
  dash: 'minus',
}

export const glyphWidth = 5
export const glyphHeight = 7

/** The name of the sign that a state such as `7`, `digit-7`, `letter-a` or `seven` stands for; null for other words. */
export function glyphNamed(state: string): string | null {
  const last = state.toLowerCase().split('-').at(-1)!
  const name = Object.hasOwn(spoken, last) ? spoken[last]! : last
  return Object.hasOwn(rows, name) ? name : null
}

/** Whether a pixel of the sign is ink; `x` 0-4, `y` 0-6, false outside. */
export function glyphInk(name: string, x: number, y: number): boolean {
  const row = rows[name]?.split(' ')[y]
  if (row === undefined || x < 0 || x >= glyphWidth) return false
  return ((parseInt(row, 16) >> (glyphWidth - 1 - x)) & 1) === 1
}
