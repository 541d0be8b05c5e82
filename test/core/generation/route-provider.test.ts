import { describe, expect, it } from 'vitest'
import {
  type ProviderOffer,
  routeProvider,
  type RouteInput,
} from '../../../core/generation/route-provider.js'

const able = { makes: ['image'] as const, softAlpha: true, framesMax: 64, seamless: true }
const hosted: ProviderOffer = {
  name: 'hosted',
  abilities: { makes: ['image'], softAlpha: false, framesMax: 1, seamless: false, sideMaxPx: 1536 },
  priceMicros: 40_000,
}
const gpu: ProviderOffer = { name: 'gpu', abilities: able, priceMicros: 100 }
const stub: ProviderOffer = { name: 'stub', abilities: able, priceMicros: 0, placeholder: true }

const route = (changes: Partial<RouteInput> = {}) =>
  routeProvider({
    wanted: ['gpu', 'hosted'],
    needs: { makes: 'image', width: 512, height: 512 },
    offers: [gpu, hosted, stub],
    jobs: 4,
    leftMicros: null,
    allowPlaceholders: false,
    nowMs: 1_000,
    ...changes,
  })
const away = { reason: 'no host has answered for 3 min', forGood: false }

describe('the choice of a provider', () => {
  it('is the first that is wanted, and else the next, with a reason for each', () => {
    expect(route()).toEqual({
      provider: 'gpu',
      steps: [{ provider: 'gpu', reason: 'is what the spec asks for, at most $0.0001 each' }],
    })
    expect(route({ offers: [{ ...gpu, away }, hosted, stub] })).toEqual({
      provider: 'hosted',
      steps: [
        { provider: 'gpu', reason: 'no host has answered for 3 min' },
        { provider: 'hosted', reason: 'is the next in order that can make it, at most $0.04 each' },
      ],
    })
  })

  it.each<[RouteInput['needs'], RegExp]>([
    [{ makes: 'audio' }, /makes no sounds/],
    [{ makes: 'image', width: 2048, height: 512 }, /at most 1536 px a side, and 2048x512/],
    [{ makes: 'image', alpha: 'soft' }, /no graded alpha/],
    [{ makes: 'image', frames: 8 }, /single pictures only, and 8 frames/],
    [{ makes: 'image', seamless: true }, /no tiles/],
  ])('passes over who cannot make %j', (needs, reason) => {
    const answer = route({ wanted: ['hosted'], needs })
    expect(answer).toMatchObject({ provider: null, outcome: 'never' })
    expect(answer.steps[0]!.reason).toMatch(reason)
    expect(route({ wanted: ['hosted'], needs: { makes: 'image', alpha: 'cutout' } }).provider).toBe('hosted')
  })

  it('falls back to placeholders with consent only, and never instead of somebody who can', () => {
    const offers = [{ ...gpu, away }, { ...hosted, away }, stub]
    expect(route({ offers })).toMatchObject({ provider: null, outcome: 'wait' })
    const named = route({ offers, wanted: ['gpu', 'stub'] })
    expect(named.provider).toBeNull()
    expect(named.steps.at(-1)!.reason).toContain('allowPlaceholders')
    expect(route({ offers, allowPlaceholders: true })).toMatchObject({ provider: 'stub' })
    expect(route({ allowPlaceholders: true })).toMatchObject({ provider: 'gpu' })
    // Whoever orders placeholders gets them.
    expect(route({ wanted: ['stub'] })).toMatchObject({ provider: 'stub' })
  })

  it('keeps to the budget of all jobs together, and to licences of games that are sold', () => {
    expect(route({ wanted: ['hosted'], leftMicros: 160_000 }).provider).toBe('hosted')
    const poor = route({ wanted: ['hosted'], leftMicros: 159_999 })
    expect(poor).toMatchObject({ provider: null, outcome: 'budget' })
    expect(poor.steps[0]!.reason).toBe('would cost $0.16, and $0.16 of the budget are left')
    expect(route({ wanted: ['stub'], leftMicros: 0 }).provider).toBe('stub')
    const offers = [{ ...gpu, commercial: { allowed: false, licence: 'CC-BY-NC-4.0' } }, hosted]
    expect(route({ offers }).provider).toBe('gpu')
    const sold = route({ offers, needs: { makes: 'image', commercial: true } })
    expect(sold.provider).toBe('hosted')
    expect(sold.steps[0]!.reason).toContain('CC-BY-NC-4.0')
  })

  it('leaves a provider alone whose breaker is open, and says when to ask again', () => {
    const broken = { ...gpu, breaker: { kind: 'open', untilMs: 31_000, opened: 1 } as const }
    const waiting = route({ wanted: ['gpu', 'unknown'], offers: [broken] })
    expect(waiting).toEqual({
      provider: null,
      outcome: 'wait',
      againAtMs: 31_000,
      steps: [
        { provider: 'gpu', reason: 'failed too often and is left alone for 30 s more' },
        { provider: 'unknown', reason: 'is not set up here' },
      ],
    })
    const trial = route({ wanted: ['gpu'], offers: [broken], nowMs: 31_000 })
    expect(trial).toMatchObject({ provider: 'gpu', breaker: { kind: 'halfOpen', sinceMs: 31_000 } })
    expect(trial.steps[0]!.reason).toContain('tried out')
  })
})
