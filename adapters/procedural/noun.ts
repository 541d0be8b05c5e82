/**
 * How to add a noun: write a file under nouns/<family>/ that exports a `Noun`, and put it into the list of the family
 * (nouns/desert-nouns.ts, nouns/medieval/medieval-nouns.ts, tiles/tile-nouns.ts); noun-registry.ts reads those lists.
 *
 *   export const barrel: Noun = {
 *     names: ['barrel', 'water barrel', 'cask'],        // lower case, singular; plurals match by themselves
 *     frame: { width: 32, height: 32 },                 // the design units that paint() uses
 *     mirrors: true,                                    // may be mirrored by seed (the light stays where it is)
 *     paint: (canvas, { random, has, light, accent }) => { ... },
 *   }
 *
 * Draw the discrete choices first and in a fixed order (random.pick, chance, int); every draw must be the same at every
 * scale, so loops over pixels use placeNoise, never random. Variants have to differ in shape or pose, not in colour
 * alone. `has('broken', 'cracked')` asks for words of the prompt, `accent` is the first colour word as a material.
 *
 * Animation: `pose` is null for a still. A noun that draws a motion by itself lists it in `moves`, reads `pose.phase`
 * and moves whole parts by `canvas.moved(dx, dy)`; draws must not depend on the pose, or the design would flicker.
 */
import { stemOf } from '../../core/intake/singular.js'
import type { Canvas } from './canvas.js'
import type { Light } from './light.js'
import type { Material } from './materials.js'
import { colourWords } from './materials.js'
import type { Motion, Pose } from './motion.js'
import type { Random } from './random.js'

export interface PaintContext {
  readonly random: Random
  readonly light: Light
  /** Every word of the prompt in lower case, as written and in the singular. */
  readonly words: ReadonlySet<string>
  /** True when the prompt has one of these words. */
  readonly has: (...words: readonly string[]) => boolean
  /** The material of the first colour word of the prompt, if any. */
  readonly accent: Material | null
  /** The size asked for, native pixels. */
  readonly native: { readonly width: number; readonly height: number }
  /** Which moment of which animation, or which state; null for a still. */
  readonly pose: Pose | null
}

export interface Noun {
  /** Words or phrases in the singular; the first is its own name. */
  readonly names: readonly string[]
  /** Tiles fill the frame, wrap around and have no outline. Default `prop`. */
  readonly kind?: 'prop' | 'tile'
  /** Design units that paint() works in. */
  readonly frame: { readonly width: number; readonly height: number }
  readonly mirrors?: boolean
  /** Part of the free room (0-1) that it may fill, default 1: a small cactus stays small beside a tall one. */
  readonly fill?: (context: Pick<PaintContext, 'has' | 'words'>) => number
  /** Motions that paint() draws by itself; the others are done to its picture by gesture.ts. */
  readonly moves?: ReadonlySet<Motion> | 'all'
  paint(canvas: Canvas, context: PaintContext): void
}

/** The words of a prompt, lower case, hyphens split, clauses apart: separators are punctuation and linking words. */
export interface PromptWords {
  /** Clauses in order; the first that names a thing holds the head noun. */
  readonly clauses: readonly (readonly string[])[]
  readonly words: ReadonlySet<string>
}

const linkingWords = new Set([
  'with',
  'on',
  'in',
  'under',
  'near',
  'by',
  'beside',
  'holding',
  'without',
  'at',
  'from',
  'for',
])
/** "stack of crates" is about crates; "ghost of the cook" about a ghost. */
const measureWords = new Set([
  'pile',
  'stack',
  'heap',
  'bunch',
  'pair',
  'set',
  'row',
  'bag',
  'cluster',
  'group',
  'bundle',
  'kind',
  'type',
  'sprite',
])

export function readPrompt(prompt: string): PromptWords {
  const clauses: string[][] = [[]]
  const words = new Set<string>()
  for (const token of prompt.toLowerCase().match(/[a-z0-9']+|[,;:./()[\]|&]/g) ?? []) {
    const clause = clauses.at(-1)!
    const isBreak =
      !/^[a-z0-9]/.test(token) ||
      linkingWords.has(token) ||
      (token === 'of' && !measureWords.has(stemOf(clause.at(-1) ?? '')))
    if (isBreak) clauses.push([])
    else if (token !== 'of') clause.push(token)
    words.add(token)
    words.add(stemOf(token))
  }
  return { clauses: clauses.filter((clause) => clause.length > 0), words }
}

/** The first colour word of the prompt as a material. */
export function readAccent(prompt: string): Material | null {
  for (const word of prompt.toLowerCase().match(/[a-z]+/g) ?? []) {
    const material = Object.hasOwn(colourWords, word) ? colourWords[word] : undefined
    if (material !== undefined) return material
  }
  return null
}

/**
 * The noun that a prompt is about: in the first clause that names one, the longest name, and of two as long the last
 * one ("water barrel" is a barrel). Null when no clause names any.
 */
export function findNoun(prompt: PromptWords, nouns: readonly Noun[]): Noun | null {
  let found: Noun | null = null
  let rank = -1
  for (const clause of prompt.clauses) {
    const stems = clause.map(stemOf)
    for (const noun of nouns)
      for (const name of noun.names) {
        const parts = name.split(/[ -]/)
        for (let at = 0; at + parts.length <= stems.length; at++) {
          const matches = parts.every((part, i) => part === stems[at + i] || part === clause[at + i])
          const wordRank = parts.length * 1000 + at
          if (matches && wordRank > rank) [found, rank] = [noun, wordRank]
        }
      }
    if (found !== null) return found
  }
  return null
}
