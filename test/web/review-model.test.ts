import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { listHash, readRoute, runHash } from '../../clients/web/read-route.js'
import {
  chooseFirst,
  inViewOrder,
  markOfSpec,
  matchesFilter,
  waitingAfter,
} from '../../clients/web/review-model.js'
import type { SpecView } from '../../clients/http/assetloom-client.js'
import type { VariantView } from '../../core/http/http-api.js'
import { specStages, type SpecStage } from '../../core/run-options.js'

const spec = (specKey: string, stage: SpecStage) =>
  ({ specKey, stage, prompt: specKey, assetType: 'prop' }) as SpecView
const variant = (
  variantId: string,
  round: number,
  variantIndex: number,
  score: number,
  verdict = 'undecided',
) => ({ variantId, round, variantIndex, score, verdict }) as VariantView

describe('review model', () => {
  it('goes from one spec that waits to the next, round the end, and never to itself', () => {
    const specs = [spec('a', 'reviewing'), spec('b', 'done'), spec('c', 'reviewing'), spec('d', 'generating')]
    const after = (key: string | null) => waitingAfter(specs, key).map(({ specKey }) => specKey)
    expect(after('a')).toEqual(['c'])
    expect(after('b')).toEqual(['c', 'a'])
    expect(after('d')).toEqual(['a', 'c'])
    expect(after(null)).toEqual(['a', 'c'])
  })

  it('begins with the approved variant, else the best of the newest round', () => {
    const round1 = [variant('v1', 1, 0, 0.9), variant('v2', 1, 1, 0.99)]
    const round2 = [variant('v3', 2, 0, 0.4), variant('v4', 2, 1, 0.5)]
    expect(chooseFirst([...round1, ...round2])?.variantId).toBe('v4')
    expect(chooseFirst([variant('v0', 1, 0, 0.1, 'approved'), ...round2])?.variantId).toBe('v0')
    expect(inViewOrder([...round1, ...round2]).map((one) => one.variantId)).toEqual(['v3', 'v4', 'v1', 'v2'])
    expect(chooseFirst([])).toBeNull()
  })

  it('gives every stage a mark of its own, in shape and letter', () => {
    const marks = specStages.map((stage) => markOfSpec(spec('a', stage)))
    expect(new Set(marks.map((mark) => mark.shape)).size).toBe(specStages.length)
    expect(new Set(marks.map((mark) => mark.letter)).size).toBe(specStages.length)
  })

  it('marks what the autopilot handed over as long as a person has to decide, and no longer', () => {
    const tried = (stage: SpecStage, outcome: string) =>
      ({ ...spec('a', stage), quality: { outcome } }) as SpecView
    const plain = specStages.map((stage) => markOfSpec(spec('a', stage)))
    const handedOver = markOfSpec(tried('reviewing', 'handedOver'))
    expect(
      plain.some(({ shape, letter }) => shape === handedOver.shape || letter === handedOver.letter),
    ).toBe(false)
    expect(markOfSpec(tried('done', 'handedOver'))).toBe(markOfSpec(spec('a', 'done')))
    expect(markOfSpec(tried('reviewing', 'met'))).toBe(markOfSpec(spec('a', 'reviewing')))
    expect(matchesFilter(tried('reviewing', 'handedOver'), 'handed over')).toBe(true)
  })

  it('finds specs by words in any order, also by their state', () => {
    expect(matchesFilter(spec('water-barrel', 'done'), 'barrel water')).toBe(true)
    expect(matchesFilter(spec('water-barrel', 'done'), 'barrel waits')).toBe(false)
    expect(matchesFilter(spec('water-barrel', 'reviewing'), 'waits')).toBe(true)
  })

  it('reads the addresses that it writes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (runId, specKey) => {
        expect(readRoute(runHash(runId, specKey))).toEqual({ page: 'run', runId, specKey })
        expect(readRoute(runHash(runId))).toEqual({ page: 'run', runId, specKey: null })
        expect(readRoute(listHash(runId, 'changes'))).toEqual({ page: 'list', runId, view: 'changes' })
        expect(readRoute(listHash(runId))).toEqual({ page: 'list', runId, view: null })
      }),
    )
    expect(readRoute('#/lists/run_1/else')).toEqual({ page: 'list', runId: 'run_1', view: null })
    expect(readRoute('#/else')).toEqual({ page: 'home' })
  })
})
