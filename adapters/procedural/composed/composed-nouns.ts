import type { Noun } from '../noun.js'
import { ellipse, rect } from '../shapes.js'

/** What an unknown prop looks like until it gets a composed silhouette. */
export const composedProp: Noun = {
  names: [],
  frame: { width: 32, height: 32 },
  paint: (canvas, { light, random }) => {
    const wide = random.range(8, 14)
    canvas.fill(ellipse(16, 18, wide, 12), 'stone', light.ball(16, 18, wide, 12))
  },
}

/** What an unknown tile looks like until it gets a composed surface. */
export const composedTile: Noun = {
  names: [],
  kind: 'tile',
  frame: { width: 16, height: 16 },
  paint: (canvas) => canvas.fill(rect(0, 0, 16, 16), 'stone', 2),
}
