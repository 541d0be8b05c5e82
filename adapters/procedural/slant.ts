import type { Light, ToneRange } from './light.js'
import type { Shape } from './shapes.js'

/** A tone that runs evenly across a shape's box from the side away from the light to the lit one: flat things. */
export function slant(
  light: Light,
  box: Pick<Shape, 'x0' | 'y0' | 'x1' | 'y1'>,
  [dark, bright]: ToneRange = [1, 3.4],
): (x: number, y: number) => number {
  const [cx, cy] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]
  const [halfWidth, halfHeight] = [(box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2]
  const reach = Math.abs(light.x) + Math.abs(light.y) || 1
  return (x, y) => {
    const along = (((x - cx) / halfWidth) * light.x + ((y - cy) / halfHeight) * light.y) / reach
    return dark + (bright - dark) * (0.5 + 0.5 * along)
  }
}
