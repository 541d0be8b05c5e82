import type { AssetType } from '../spec/asset-spec.schema.js'
import { promptOf } from './prose/build-prose-specs.js'
import { readThings } from './prose/read-things.js'
import { isMotion } from './prose/take-animations.js'
import type { Thing } from './prose/thing.js'
import { wordsOf } from './prose/words.js'

/** What the prompt of a list line says beyond its words, read as free text reads it. */
export interface ListLineThing {
  /** Without what became facts. */
  readonly prompt: string
  readonly thing: Thing
}

/**
 * The assets of one prompt: usually one; a series of states ("chest (closed / open)") is one asset each. Null when the
 * prompt says nothing but words, so that it stays exactly as it is written.
 */
export function readListLine(prompt: string, assetType: AssetType): readonly ListLineThing[] | null {
  if (assetType === 'sfx' || assetType === 'music' || !mayTell(prompt, assetType)) return null
  const { things, about, label } = readThings(prompt, { assetType, goesOn: false, isProse: false })
  const [first] = things
  if (first === undefined || about.length > 0 || label !== null) return null
  // "Barrel, crate" is one asset in a list: a line has one, unless its states are told apart.
  const isSeries = things.every(({ base, member }) => member !== null && base === first.base)
  if (things.length > 1 && !isSeries) return null
  if (things.length === 1 && !saysMore(first)) return null
  return things.map((thing) => ({ prompt: promptOf(thing), thing }))
}

/** Most lines are words alone, and a list may have tens of thousands: only what may tell more is read. */
function mayTell(prompt: string, assetType: AssetType): boolean {
  if (/[(:：/]|\bframes?\b|\d ?f\b|\bfps\b|\banimated\b|\b(?:nine|9)[- ]?(?:slice|patch)/i.test(prompt))
    return true
  return assetType === 'character' && prompt.includes(',') && wordsOf(prompt).some(isMotion)
}

function saysMore({ facts, states }: Thing): boolean {
  const { animations, isAnimated, bordersPx } = facts
  const isCounted = animations.some(({ frames, fps }) => frames !== null || fps !== null)
  return states !== null || bordersPx !== undefined || isAnimated || isCounted || animations.length > 1
}
