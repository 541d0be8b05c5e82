import type { MemoryProfile } from '../models/memory-profile.js'
import type { Spread } from './spending-ports.js'

/**
 * How long one step of one megapixel (1024 x 1024) takes with SDXL in half precision, as long as nothing was measured; by
 * memory profile, milliseconds. null = nobody can say, since processors differ a hundredfold.
 *
 * unified-128gb: the aim of the product for this hardware, 3 to 5 s for 30 steps; high is twice the likely.
 * Cards: that time by peak FP16 tensor throughput with FP32 accumulation as NVIDIA states it (TFLOPS: GB10 about 125; RTX
 * 4090 165, 3090 71; 3080 60, 3060 26). low is the quickest usual card of its memory, high the slowest with a third more,
 * since a driver, a desktop and tiled decoding cost something.
 * small: 15 to 25 s for 30 steps on a card of 8 GB (ownrig.com/compatibility/sdxl/rtx-4060-8gb, read 2026-11-22), and as
 * much again for cards with less.
 * None of them was measured here: they count until a host has made some pictures.
 */
const megapixelStepMs: Readonly<Record<MemoryProfile['name'], Spread | null>> = {
  'unified-128gb': { low: 120, likely: 150, high: 300 },
  '24gb': { low: 110, likely: 200, high: 400 },
  '10gb': { low: 250, likely: 400, high: 1_000 },
  small: { low: 500, likely: 700, high: 1_600 },
  processor: null,
}

/** Milliseconds of one megapixel step on a machine of this profile; null = nobody can say. */
export function assumedStepMs(profile: MemoryProfile['name']): Spread | null {
  return megapixelStepMs[profile]
}
