/** Numbers from 0 to 1, the same for the same seed: mulberry32 by Tommy Ettinger (public domain). */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed for one fault, so that it meets the same moments alone as among the others: FNV-1a of both. */
export function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5
  for (const char of `${seed} ${name}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0
  return hash
}
