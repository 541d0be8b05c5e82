import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseDrafts, planFinals } from '../../../core/generation/choose-drafts.js'
import { draftObstacle } from '../../../core/generation/draft-rules.js'
import { planDrafts, planRound } from '../../../core/generation/variant-plan.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import { buildRunOptions, buildSpec } from '../../support/catalogue-scenario.js'

const plan = {
  ...{ projectId: 'p', runId: 'r', specId: 's', specRevisionId: 'v', specKey: 'barrel', runSeed: 1 },
  ...{ round: 1, variants: 4 },
}
const draft = (draftIndex: number, score: number) => ({
  ...{
    draftIndex,
    score,
    jobId: `job-${draftIndex}`,
    seed: `seed-${draftIndex}`,
    sha256: `sha-${draftIndex}`,
  },
})

describe('the choice among drafts', () => {
  it('takes the best, ties to the lower index, whatever order they come in', () => {
    const drafts = [draft(0, 0.7), draft(1, 0.9), draft(2, 0.7), draft(3, 0.5)]
    const order = fc.shuffledSubarray(drafts, { minLength: drafts.length })
    fc.assert(
      fc.property(order, (shuffled) => {
        expect(chooseDrafts(shuffled, 3).map(({ draftIndex }) => draftIndex)).toEqual([1, 0, 2])
      }),
    )
  })

  it('leaves out what failed a hard check, unless all did', () => {
    expect(chooseDrafts([draft(0, 0.4), draft(1, 0.6)], 2).map(({ draftIndex }) => draftIndex)).toEqual([1])
    expect(chooseDrafts([draft(0, 0.2), draft(1, 0.4)], 2).map(({ draftIndex }) => draftIndex)).toEqual([
      1, 0,
    ])
  })
})

describe('finals', () => {
  it('keep their jobs, begin from their drafts, and have seeds of their own where a draft serves again', () => {
    const jobs = planRound({ ...plan, adjust: { promptWeight: 1.2 } })
    const finals = planFinals(jobs, [draft(5, 0.9), draft(2, 0.8)])
    expect(finals.map(({ jobId }) => jobId)).toEqual(jobs.map(({ jobId }) => jobId))
    expect(finals.map(({ draft: origin }) => origin?.index)).toEqual([5, 2, 5, 2])
    expect(finals.slice(0, 2).map(({ seed }) => seed)).toEqual(['seed-5', 'seed-2'])
    expect(new Set(finals.map(({ seed }) => seed)).size).toBe(4)
    expect(finals[0]!.adjust).toEqual({
      promptWeight: 1.2,
      source: { sha256: 'sha-5', use: 'variation', strength: 0.45 },
    })
    expect(planFinals(jobs, [draft(5, 0.9), draft(2, 0.8)])).toEqual(finals)
    expect(() => planFinals(jobs, [])).toThrow(RangeError)
  })

  it('drafts are other jobs from other seeds than the round, in every round', () => {
    const rounds = [1, 2].flatMap((round) => [
      ...planRound({ ...plan, round }),
      ...planDrafts({ ...plan, round, drafts: 8 }),
    ])
    expect(new Set(rounds.map(({ jobId }) => jobId)).size).toBe(24)
    expect(new Set(rounds.map(({ seed }) => seed)).size).toBe(24)
    const elsewhere = planDrafts({ ...plan, runId: 'other', specRevisionId: 'other', drafts: 8 })
    expect(elsewhere.map(({ seed }) => seed)).toEqual(
      planDrafts({ ...plan, drafts: 8 }).map(({ seed }) => seed),
    )
  })
})

describe('an order with drafts', () => {
  it('gives them to what can have some, and says why the rest is made without', () => {
    const text = 'prop: barrel\ntile: grass\nitem: coin (spin 4 frames)\nsfx: door creak'
    const options = buildRunOptions({ provider: 'comfyui', availableProviders: ['procedural', 'comfyui'] })
    const without = refineOrder({ name: 'list.txt', text, options })
    const read = refineOrder({ name: 'list.txt', text, options: { ...options, drafts: 8 } })
    expect(read.specs.map(({ key, drafts }) => [key, drafts])).toEqual([
      ['barrel', 8],
      ['grass', undefined],
      ['coin', undefined],
      ['door-creak', undefined],
    ])
    expect(read.specs.slice(1)).toEqual(without.specs.slice(1))
    const told = read.notes.filter(({ message }) => message.includes('without drafts'))
    expect(told.map(({ line, message }) => [line, message])).toEqual([
      [2, 'grass is made without drafts: it is seamless'],
      [3, 'coin is made without drafts: it has several frames'],
      [4, 'door-creak is made without drafts: it is a sound'],
    ])
    expect(draftObstacle(buildSpec('jar'))).toBe('procedural makes none')
  })

  it('of a spec file is its own, and refused with the line where there can be none', () => {
    const options = buildRunOptions({ availableProviders: ['procedural', 'comfyui'] })
    const fileOf = (lines: string) => `id: jar\n${lines}\nprompt: { base: clay jar }\n`
    const read = (lines: string) =>
      refineOrder({ name: 'jar.yaml', text: fileOf(lines), options: { ...options, drafts: 2 } })
    const own = read('generation: { type: image, provider: comfyui, drafts: 6 }')
    expect(own.specs.map(({ drafts }) => drafts)).toEqual([6])
    const wrong = read('generation: { type: image, drafts: 6 }')
    expect(wrong.specs).toEqual([])
    expect(wrong.problems).toMatchObject([
      { file: 'jar.yaml', line: 2, message: 'jar cannot have drafts: procedural makes none' },
    ])
    expect(read('generation: { type: image, provider: comfyui, drafts: 17 }').problems).toHaveLength(1)
  })
})
