import type { NativeRequest } from '../../../adapters/procedural/native-picture.js'

/** A desert outpost's prop list as a team writes it, the noun that each line is about, and its size. */
export const desertList: readonly (readonly [prompt: string, noun: string, width: number, height: number])[] =
  [
    ['saguaro cactus, tall', 'saguaro', 32, 32],
    ['saguaro cactus, small, flowering', 'saguaro', 32, 32],
    ['barrel cactus cluster', 'barrel cactus', 32, 32],
    ['bleached cow skull', 'skull', 32, 32],
    ['half-buried wagon wheel', 'wheel', 32, 32],
    ['broken covered wagon, 64x48', 'covered wagon', 64, 48],
    ['wooden signpost pointing left', 'signpost', 32, 32],
    ['wooden signpost pointing right', 'signpost', 32, 32],
    ['old stone well with rope and bucket, 48x48', 'well', 48, 48],
    ['canvas tent, closed, 64x48', 'tent', 64, 48],
    ['canvas tent, open, 64x48', 'tent', 64, 48],
    ['campfire, unlit', 'campfire', 32, 32],
    ['campfire, burning', 'campfire', 32, 32],
    ['cooking pot on tripod', 'cooking pot', 32, 32],
    ['bedroll', 'bedroll', 32, 32],
    ['stack of crates', 'crate', 32, 32],
    ['single crate, lid off', 'crate', 32, 32],
    ['water barrel', 'barrel', 32, 32],
    ['tumbleweed', 'tumbleweed', 32, 32],
    ['oil lamp', 'oil lamp', 32, 32],
    ['sun-bleached bench', 'bench', 32, 32],
    ['hitching post', 'hitching post', 32, 32],
    ['horse trough with water', 'trough', 32, 32],
    ['clay jar, intact', 'jar', 32, 32],
    ['clay jar, cracked', 'jar', 32, 32],
    ['rolled carpet', 'carpet', 32, 32],
    ['market stall with striped awning, 64x64', 'stall', 64, 64],
    ['pile of dates on a cloth', 'date', 32, 32],
    ['brass telescope on a stand', 'telescope', 32, 32],
    ['red sandstone boulder, 48x48', 'boulder', 48, 48],
  ]

export const dunePalette = [
  '#2b1d1a',
  '#5a3626',
  '#94583a',
  '#c98a52',
  '#e8bf83',
  '#f7e6c0',
  '#6f8f86',
  '#39545b',
]

/** Seeds as far apart as the ones that the product derives. */
export const seeds = ['9e3779b97f4a7c15', '3c6ef372fe94f82a', 'daa66d2c7ddf743f', '78dde6e5fd29f054']

export function nativeRequest(prompt: string, changes: Partial<NativeRequest> = {}): NativeRequest {
  return {
    prompt,
    assetType: 'prop',
    nativeSize: { width: 32, height: 32 },
    seamless: false,
    background: 'transparent',
    palette: dunePalette,
    outlinePx: 1,
    light: 'upper-left',
    seed: seeds[0]!,
    ...changes,
  }
}
