import type { Canvas } from './canvas.js'
import type { Light } from './light.js'
import type { Shape } from './shapes.js'

/**
 * A lit edge towards the light and a shadow on the far side, `depth` units wide: gives flat pieces their thickness.
 * Both are the shape without a copy of itself that was moved along the light.
 */
export function bevel(canvas: Canvas, light: Light, shape: Shape, depth = 1.4): void {
  const length = Math.hypot(light.x, light.y) || 1
  const [dx, dy] = [(light.x / length) * depth, (light.y / length) * depth]
  canvas.shade({ ...shape, inside: (x, y) => shape.inside(x, y) && !shape.inside(x - dx, y - dy) }, -1)
  canvas.shade({ ...shape, inside: (x, y) => shape.inside(x, y) && !shape.inside(x + dx, y + dy) }, 1)
}
