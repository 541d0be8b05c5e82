import type { Point } from './shapes.js'

/** Points from text: `path('1,5 3,6.5')` is [1, 5] and [3, 6.5]; `dx`, `dy` move them. Throws on anything else. */
export function path(text: string, dx = 0, dy = 0): Point[] {
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [x, y, ...rest] = pair.split(',').map(Number)
      if (x === undefined || y === undefined || rest.length > 0 || Number.isNaN(x + y))
        throw new RangeError(`"${pair}" is no point like 3,6.5`)
      return [x + dx, y + dy] as const
    })
}
