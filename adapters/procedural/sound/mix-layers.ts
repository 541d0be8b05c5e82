import type { Random } from '../random.js'
import { applyEffects, effectTailSeconds } from './apply-effects.js'
import type { SoundPlan } from './layer.js'
import { renderLayer } from './render-layer.js'

/** Of everything that the procedural provider renders. */
export const synthesisRateHz = 44_100

/** No plan is mixed beyond this: the longest sound of a spec with its tail. */
const secondsMax = 130

/** All layers of a plan added up and sent through its effects, with room for their tails. One channel, unlevelled. */
export function mixLayers(plan: SoundPlan, random: Random): Float32Array {
  let end = 0
  for (const layer of plan.layers) end = Math.max(end, (layer.at ?? 0) + layer.seconds)
  const tail = effectTailSeconds(plan.effects ?? {})
  const samples = Math.ceil(Math.min(secondsMax, end + tail) * synthesisRateHz)
  const mix = new Float32Array(Math.max(1, samples))
  for (const layer of plan.layers) renderLayer(mix, layer, synthesisRateHz, random.fork())
  return applyEffects(mix, { highPassHz: 25, ...plan.effects }, synthesisRateHz)
}

/**
 * A loop of `samples`: what sounds on after its end is added to its beginning, where it is heard the next time round. The
 * end then runs on into the beginning by itself.
 */
export function foldLoop(mix: Float32Array, samples: number): Float32Array {
  const out = new Float32Array(samples)
  for (let at = 0; at < mix.length; at++) out[at % samples]! += mix[at]!
  return out
}
