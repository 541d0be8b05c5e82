import { createLight } from './light.js'
import type { Pose } from './motion.js'
import type { PaintContext } from './noun.js'
import { stemOf } from '../../core/intake/singular.js'
import { readAccent, readPrompt } from './noun.js'
import type { NativeRequest } from './native-picture.js'
import { createRandom } from './random.js'

/** How a picture is drawn beside its request. */
export interface ContextOptions {
  readonly mirrored?: boolean
  readonly pose?: Pose | null
  /** Words that the prompt has but that are not meant here: the other states of a strip. */
  readonly without?: ReadonlySet<string>
  /** Words that are meant although the prompt lacks them: the state itself. */
  readonly also?: readonly string[]
  /** Separates draws of one seed: a state that no word of ours tells apart is drawn as another variant. */
  readonly stream?: number
}

/** What a noun sees: the same draws for every frame of a request, so that only the pose differs. */
export function createContext(request: NativeRequest, options: ContextOptions = {}): PaintContext {
  const { mirrored = false, pose = null, without = new Set<string>(), also = [], stream = 0 } = options
  const own = readPrompt(request.prompt).words
  const words = new Set([...own].filter((word) => !without.has(word)))
  for (const word of also) words.add(word).add(stemOf(word))
  return {
    random: createRandom(request.seed, stream),
    light: createLight(request.light, mirrored),
    words,
    has: (...asked) => asked.some((word) => words.has(word)),
    accent: readAccent(also.join(' ')) ?? readAccent(request.prompt),
    native: request.nativeSize,
    pose,
  }
}
