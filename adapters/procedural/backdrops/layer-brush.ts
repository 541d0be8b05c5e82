import type { Material } from '../materials.js'
import type { SceneCanvas } from './scene-canvas.js'
import type { Hour } from './scene-plan.js'
import { hazes } from './scene-plan.js'

/** One layer to paint: `depth` is 0 at the horizon and 1 before the viewer's feet. */
export interface LayerBrush {
  readonly canvas: SceneCanvas
  readonly depth: number
  readonly hour: Hour
  readonly ground: Material
  readonly salt: number
}

export type Ink = readonly [material: Material, tone: number]

/** Far things take the haze's colour and lose their contrast; nights are a tone darker. */
export function inkOf({ depth, hour, ground }: LayerBrush): Ink {
  const [haze, hazeTone] = hazes[hour]
  const dark =
    hour === 'night' || hour === 'cave'
      ? 1.1
      : hour === 'dusk' || hour === 'fire' || hour === 'storm'
        ? 0.5
        : 0
  if (depth < 0.34) return [haze, hazeTone]
  return [ground, Math.max(0.1, 2.7 - 1.5 * depth - dark)]
}

/** Height of the horizon line of a layer, pixels from above. */
export const baseOf = ({ canvas, depth }: LayerBrush): number => canvas.height * (0.56 + 0.3 * depth)
