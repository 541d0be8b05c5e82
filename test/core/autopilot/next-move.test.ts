import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRemedies } from '../../../core/autopilot/check-remedies.js'
import { bestVariant, failuresOf, nextMove } from '../../../core/autopilot/next-move.js'
import { readContract, type QualityContract } from '../../../core/autopilot/quality-contract.schema.js'
import { QualityLoop } from '../../../core/autopilot/quality-loop.js'
import type { MadeRound, TriedRound, TriedVariant } from '../../../core/autopilot/quality-report.js'

function contractOf(members: object): QualityContract {
  const answer = readContract(members)
  if (!('contract' in answer)) throw new Error(`${answer.member} ${answer.message}`)
  return answer.contract
}

const variant = (round: number, variantIndex: number, score: number, ...failed: string[]): TriedVariant => ({
  variantId: `var_${round}_${variantIndex}`,
  variantIndex,
  score,
  failed,
})

const made = (round: number, variants: TriedVariant[], more: Partial<MadeRound> = {}): MadeRound => ({
  ...{ round, variants, costMicros: 0, paintMs: 0, ...more },
})

/** The rounds as a loop keeps them, with the change of each. */
function play(contract: QualityContract, rounds: readonly MadeRound[]): QualityLoop {
  const loop = new QualityLoop(contract)
  for (const round of rounds) loop.judge(round)
  return loop
}

describe('nextMove', () => {
  it('approves the best variant that holds, and of equal ones the lower index', () => {
    const contract = contractOf({ minScore: 0.7, requiredChecks: ['palette'] })
    const rounds = [variant(1, 0, 0.95, 'palette'), variant(1, 1, 0.8), variant(1, 2, 0.8)]
    const tried: TriedRound[] = [{ ...made(1, rounds), change: null, check: null, why: '' }]
    expect(nextMove(contract, tried)).toMatchObject({ kind: 'approve', best: { variantId: 'var_1_1' } })
    expect(bestVariant(tried)?.variantId).toBe('var_1_0')
  })

  it.each([
    ['palette', { change: 'parameters', adjust: { parameters: { paletteStrength: 0.5 } } }],
    ['jitter', { change: 'seed' }],
    ['contrast', { change: 'promptWeight', adjust: { promptWeight: 1.15 } }],
    ['size', { change: 'provider', adjust: { provider: 'other' } }],
  ])('changes what helps against a failing %s check', (check, next) => {
    const contract = contractOf({
      changes: ['seed', 'promptWeight', 'parameters', 'provider'],
      providers: ['other'],
    })
    const { report } = { report: play(contract, [made(1, [variant(1, 0, 0.3, check)])]).report() }
    expect(report.next).toMatchObject({ ...next, check, round: 2 })
  })

  it('does not repeat what raised nothing while something else is left', () => {
    const contract = contractOf({ tries: 4, changes: ['parameters', 'promptWeight', 'seed'] })
    const bad = (round: number) => made(round, [variant(round, 0, 0.3, 'palette')])
    const report = play(contract, [bad(1), bad(2), bad(3), bad(4)]).report()
    expect(report.rounds.map(({ change }) => change)).toEqual([null, 'parameters', 'promptWeight', 'seed'])
    expect(report.outcome).toBe('handedOver')
    expect(report.unhelpful).toHaveLength(3)
    expect(report.unhelpful[0]).toContain('palette still fails')
  })

  it('leaves out what the provider says that it does not follow', () => {
    const contract = contractOf({ changes: ['promptWeight', 'seed'] })
    const round = made(1, [variant(1, 0, 0.3, 'contrast')], { takes: ['parameters'] })
    expect(play(contract, [round]).report().next?.change).toBe('seed')
  })

  it('goes on from the best round: a change that made it worse is not kept', () => {
    const contract = contractOf({ tries: 5, changes: ['parameters', 'promptWeight', 'seed'] })
    const report = play(contract, [
      made(1, [variant(1, 0, 0.5, 'contrast')]),
      made(2, [variant(2, 0, 0.3, 'contrast')]),
    ]).report()
    expect(report.rounds[1]?.adjust).toEqual({ promptWeight: 1.15 })
    expect(report.next?.adjust).toBeUndefined()
  })

  it.each([
    ['tries', contractOf({ tries: 1 }), made(1, []), /1 of 1 tries/],
    ['cost', contractOf({ budgetMicros: 9 }), made(1, [variant(1, 0, 0.1)], { costMicros: 5 }), /budget/],
    ['time', contractOf({ gpuSeconds: 1 }), made(1, [variant(1, 0, 0.1)], { paintMs: 600 }), /longer/],
    ['the ledger', contractOf({}), made(1, [], { overBudget: true }), /budget/],
    [
      'nothing to change',
      contractOf({ changes: ['promptWeight'] }),
      made(1, [variant(1, 0, 0.1)], { takes: [] }),
      /nothing/,
    ],
  ])('hands over at the end of %s', (_what, contract, round, reason) => {
    const report = play(contract, [round]).report()
    expect(report).toMatchObject({ outcome: 'handedOver' })
    expect(report.reason).toMatch(reason)
    expect(report.next).toBeUndefined()
  })

  it('turns to another provider when one makes nothing, and never back', () => {
    const contract = contractOf({ tries: 4, changes: ['seed', 'provider'], providers: ['b', 'c'] })
    const none = (round: number) => made(round, [], { trouble: 'refused' })
    const report = play(contract, [none(1), none(2), none(3)]).report()
    expect(report.rounds.map(({ adjust }) => adjust?.provider)).toEqual([undefined, 'b', 'c'])
    expect(report.next?.change).toBe('seed')
  })

  it('holds likeness only where it could be measured', () => {
    const contract = contractOf({ minScore: 0.5, minConsistency: 0.9 })
    expect(failuresOf(contract, { ...variant(1, 0, 0.6), consistency: null })).toEqual([])
    expect(failuresOf(contract, { ...variant(1, 0, 0.6), consistency: 0.8 })).toEqual(['consistency'])
  })

  it('ends for any rounds within its tries, and gives the same from a kept report', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 0, maxLength: 3 })
    const checks = fc.subarray(Object.keys(checkRemedies), { maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(scores, checks), { minLength: 16, maxLength: 16 }), (rounds) => {
        const contract = contractOf({
          ...{ minScore: 0.9, tries: 16, providers: ['b'] },
          changes: ['seed', 'promptWeight', 'parameters', 'provider'],
        })
        let loop = new QualityLoop(contract)
        for (const [index, [given, failed]] of rounds.entries()) {
          if (!loop.isOpen()) break
          const round = index + 1
          expect(loop.plannedRound()).toBe(round)
          const adjust = loop.adjustOf(round)
          loop = new QualityLoop(contract, index === 0 ? undefined : structuredClone(loop.report()))
          expect(loop.adjustOf(round)).toEqual(adjust)
          loop.judge(
            made(
              round,
              given.map((score, nth) => variant(round, nth, score, ...failed)),
            ),
          )
          loop.judge(made(round, []))
        }
        expect(loop.isOpen()).toBe(false)
        expect(loop.report().rounds.length).toBeLessThanOrEqual(16)
      }),
      { numRuns: 60 },
    )
  })
})

describe('readContract', () => {
  it('fills in what is left out', () => {
    expect(contractOf({})).toMatchObject({
      minScore: 0.8,
      tries: 3,
      thenApprove: 'policy',
      requiredChecks: [],
    })
  })

  it.each([
    [{ minScore: 1.2 }, 'minScore', /above 1/],
    [{ tries: 0 }, 'tries', /1 to 16/],
    [{ tries: 17 }, 'tries', /1 to 16/],
    [{ requiredChecks: ['beauty'] }, 'requiredChecks.0', /no check/],
    [{ changes: ['seed', 'seed'] }, 'changes', /twice/],
    [{ changes: ['provider'] }, 'providers', /missing/],
    [{ goal: 1 }, '', /goal: no such member/],
    ['minScore=1', '', /./],
  ])('says what is wrong with %j', (value, member, message) => {
    const answer = readContract(value)
    expect(answer).toMatchObject({ member, hint: expect.stringContaining('minScore') as string })
    expect('message' in answer && answer.message).toMatch(message)
  })
})
