import type { Canvas } from '../canvas.js'
import type { Light } from '../light.js'
import type { Material } from '../materials.js'
import type { Motion, Pose } from '../motion.js'
import type { Random } from '../random.js'

export interface Brush {
  readonly canvas: Canvas
  readonly light: Light
  /** The head word, singular. */
  readonly head: string
  /** The same for the same words: what kind of thing it is, its proportions. */
  readonly word: Random
  /** Another one for every variant: pose, details. */
  readonly variant: Random
  readonly main: Material
  readonly trim: Material
  readonly accent: Material
  /** The moment, where the archetype draws this motion by itself; null for stills and other motions. */
  readonly moment: Pose | null
}

/** A family of silhouettes; it paints about 28 units wide or high around (15, 15), standing on y = 29. */
export interface Archetype {
  readonly name: string
  /** Words that belong to it, singular. */
  readonly words: readonly string[]
  readonly endings?: readonly string[]
  /** Materials that it is likely to be made of. */
  readonly materials: readonly Material[]
  /** Motions that it draws by itself. */
  readonly moves?: ReadonlySet<Motion>
  paint(brush: Brush): void
}
