/**
 * Seeded random numbers for the painter: the same seed gives the same picture on every machine.
 * xoshiro128** 1.1 by Blackman and Vigna (prng.di.unimi.it), its state filled by splitmix64 (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", 2014), both written from their published description.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [from, to). */
  range(from: number, to: number): number
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number
  /** True with probability `p` (0-1, default one half). */
  chance(p?: number): boolean
  /** One item; the list must not be empty. */
  pick<T>(items: readonly T[]): T
  /** Minus one or one. */
  sign(): -1 | 1
  /** An independent stream, so that a detail can draw as often as it likes without moving the others. */
  fork(): Random
}

const mask64 = (1n << 64n) - 1n

function splitmix64(seed: bigint): () => bigint {
  let state = seed & mask64
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask64
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64
    return z ^ (z >> 31n)
  }
}

const rotateLeft = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0

/** A generator for a seed of 16 hex digits; `stream` separates uses of one seed. Throws on anything else. */
export function createRandom(seed: string, stream = 0): Random {
  if (!/^[0-9a-f]{16}$/i.test(seed)) throw new RangeError(`seed "${seed}" is not 16 hex digits`)
  return randomFrom(BigInt(`0x${seed}`) ^ (BigInt(stream) << 32n))
}

function randomFrom(seed: bigint): Random {
  const mix = splitmix64(seed)
  const [a, b] = [mix(), mix()]
  let s0 = Number(a & 0xffffffffn)
  let s1 = Number(a >> 32n)
  let s2 = Number(b & 0xffffffffn)
  let s3 = Number(b >> 32n)
  const nextUint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5) >>> 0, 7), 9) >>> 0
    const t = (s1 << 9) >>> 0
    s2 = (s2 ^ s0) >>> 0
    s3 = (s3 ^ s1) >>> 0
    s1 = (s1 ^ s2) >>> 0
    s0 = (s0 ^ s3) >>> 0
    s2 = (s2 ^ t) >>> 0
    s3 = rotateLeft(s3, 11)
    return result
  }
  const next = (): number => nextUint32() / 4294967296
  const random: Random = {
    next,
    range: (from, to) => from + (to - from) * next(),
    int: (from, to) => from + Math.floor((to - from + 1) * next()),
    chance: (p = 0.5) => next() < p,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    sign: () => (next() < 0.5 ? -1 : 1),
    fork: () => randomFrom((BigInt(nextUint32()) << 32n) | BigInt(nextUint32())),
  }
  return random
}

/** Noise that belongs to a place: 0-1 from two whole numbers and a salt, the same however often it is asked. */
export function placeNoise(x: number, y: number, salt = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(salt | 0, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}
