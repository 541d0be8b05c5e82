import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generatedSizeOf } from '../../../core/generation/resolve-paint-request.js'
import { deriveSeed, planRound } from '../../../core/generation/variant-plan.js'
import { canonicalJson, hashOf, sha256Hex } from '../../../core/hash.js'

const plan = {
  projectId: 'p',
  runId: 'r',
  specId: 's',
  specRevisionId: 'v',
  specKey: 'barrel',
  runSeed: 1,
  round: 1,
  variants: 4,
}

describe('the plan of a round', () => {
  it('gives every picture its own job and seed', () => {
    const jobs = [...planRound(plan), ...planRound({ ...plan, round: 2 })]
    expect(new Set(jobs.map((job) => job.jobId)).size).toBe(8)
    expect(new Set(jobs.map((job) => job.seed)).size).toBe(8)
    for (const { seed } of jobs) expect(seed).toMatch(/^[0-9a-f]{16}$/)
  })

  it('derives seeds from the run seed and the key, never from an id', () => {
    const other = planRound({ ...plan, runId: 'another', specRevisionId: 'another', specId: 'another' })
    expect(other.map((job) => job.seed)).toEqual(planRound(plan).map((job) => job.seed))
    expect(other.map((job) => job.jobId)).not.toEqual(planRound(plan).map((job) => job.jobId))
    expect(deriveSeed(2, 'barrel', 1, 0)).not.toBe(deriveSeed(1, 'barrel', 1, 0))
  })
})

describe('the delivered size', () => {
  it('is the largest whole multiple of the native size within 512 px', () => {
    expect(generatedSizeOf({ width: 32, height: 32 })).toEqual({ width: 512, height: 512 })
    expect(generatedSizeOf({ width: 64, height: 48 })).toEqual({ width: 512, height: 384 })
    expect(generatedSizeOf({ width: 700, height: 20 })).toEqual({ width: 700, height: 20 })
  })
})

describe('canonical JSON', () => {
  it('does not see the order of keys, and drops what is undefined', () => {
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: null }] })).toBe('{"a":[{"c":null}],"b":1}')
  })

  it('gives equal hashes to equal values', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).toReversed())
        expect(hashOf(shuffled)).toBe(hashOf(value))
      }),
    )
  })

  it('hashes as FIPS 180-4 says', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
