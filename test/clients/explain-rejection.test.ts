import { expect, it } from 'vitest'
import { rejectionError, rejectionLines } from '../../clients/cli/generate/explain-rejection.js'
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

it('names each variant with the checks that it failed, where it lies, and what can be done', () => {
  const variants = [variant(0, {}, '/art/knight.rejected-1.png'), variant(1, { score: null, checks: [] })]
  expect(rejectionLines(variants)).toEqual([
    'knight:1@1, score 0.25: 94 % of the top side is touched (at most 4 %).: /art/knight.rejected-1.png',
    'knight:2@1, not scored',
  ])
  const { message, hint } = rejectionError({ runId: 'run_1' }, 'rejected', variants, 4)
  expect(message).toBe('No variant was approved (rejected).')
  expect(hint).toContain('npx assetloom review list --run run_1 --all')
  expect(hint).toContain('--seed 5')
})

it('tells of eight, counts the rest, and points at the run where nothing was made', () => {
  const many = rejectionLines(Array.from({ length: 10 }, (_, index) => variant(index)))
  expect(many).toHaveLength(9)
  expect(many.at(-1)).toBe('and 2 more')
  const none = rejectionError({ runId: 'run_1' }, undefined, [], 1)
  expect(none.message).toBe('No variant was approved (no spec).')
  expect(none.hint).toContain('run watch run_1')
})
