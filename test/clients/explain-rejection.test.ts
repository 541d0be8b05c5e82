import { expect, it } from 'vitest'
import { explainRejection } from '../../clients/cli/generate/explain-rejection.js'
import type { VariantView } from '../../core/http/http-api.js'

const variant = (variantIndex: number, changes: Partial<VariantView> = {}, path: string | null = null) => ({
  path,
  variant: {
    ...{ specKey: 'knight', round: 1, variantIndex, score: 0.25 },
    checks: [
      { passed: false, reason: '94 % of the top side is touched (at most 4 %).' },
      { passed: true, reason: 'the palette is kept' },
    ],
    ...changes,
  } as unknown as VariantView,
})

it('names each variant with the checks that it failed, and what can be done', () => {
  const { message, hint } = explainRejection(
    { runId: 'run_1' },
    'rejected',
    [variant(0, {}, '/art/knight.rejected-1.png'), variant(1, { score: null, checks: [] })],
    4,
  )
  expect(message.split('\n')).toEqual([
    'No variant was approved (rejected).',
    '  knight:1@1, score 0.25: 94 % of the top side is touched (at most 4 %).: /art/knight.rejected-1.png',
    '  knight:2@1, not scored',
  ])
  expect(hint).toContain('npx assetloom review list --run run_1 --all')
  expect(hint).toContain('--seed 5')
})

it('tells of eight, counts the rest, and points at the run where nothing was made', () => {
  const many = explainRejection(
    { runId: 'run_1' },
    'rejected',
    Array.from({ length: 10 }, (_, index) => variant(index)),
    1,
  )
  expect(many.message.split('\n')).toHaveLength(10)
  expect(many.message).toMatch(/knight:8@1[^]*\n {2}and 2 more$/)
  const none = explainRejection({ runId: 'run_1' }, undefined, [], 1)
  expect(none.message).toBe('No variant was approved (no spec).')
  expect(none.hint).toContain('run watch run_1')
})
