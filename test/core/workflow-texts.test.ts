import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeAssetRun,
  describeAtlasRun,
  describeBundleRun,
  describeStart,
  describeWishlistRun,
  detailsBytesMax,
  plainMarkdown,
  shortenDetails,
  shortenSummary,
  summaryBytesMax,
  type AssetRunText,
} from '../../core/workflow-texts.js'
import { specStages } from '../../core/run-options.js'
import { verdicts } from '../../core/review/verdict.js'

const run: AssetRunText = {
  specKey: 'tent',
  stage: 'reviewing',
  round: 1,
  review: 'person',
  paused: false,
  variants: [],
  waitsForPermit: false,
}
const variant = (variantIndex: number, round = 1) => ({
  variantId: `var_${round}_${variantIndex}`,
  variantIndex,
  round,
  version: 0,
  decisionId: null,
  verdict: 'undecided' as const,
  score: 0.912,
})

describe('texts for the Temporal UI', () => {
  test('are never longer than Temporal takes, whatever people write', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 1, max: 90 }),
        (text, times) => {
          const summary = shortenSummary(text)
          expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(summaryBytesMax)
          expect(summary).not.toMatch(/\n/)
          expect(Buffer.byteLength(shortenDetails(text.repeat(times)))).toBeLessThanOrEqual(detailsBytesMax)
        },
      ),
    )
    expect(shortenSummary('x'.repeat(200))).toBe('x'.repeat(200))
    expect(shortenSummary('x'.repeat(201))).toBe(`${'x'.repeat(197)}…`)
    expect(shortenSummary(`${'x'.repeat(195)}😀😀`)).toBe(`${'x'.repeat(195)}…`)
  })

  test('say of one spec what goes on, who decides, and how its variants stand', () => {
    const variants = [variant(0), { ...variant(1), verdict: 'approved' as const }]
    const text = describeAssetRun({ ...run, variants })
    expect(text).toContain('**tent**: 1 variant to choose from: a person decides in the review page.')
    expect(text).toContain('| 1 | 2 | 0.91 | **approved** |')
    expect(describeAssetRun({ ...run, stage: 'generating', waitsForPermit: true })).toContain(
      'waits for a GPU slot',
    )
    expect(describeAssetRun({ ...run, stage: 'generating', paused: true })).toContain('paused by a person')
    expect(describeAssetRun({ ...run, trouble: 'no *graph*' })).toContain('Trouble: no \\*graph\\*')
    expect(describeAssetRun({ ...run, review: 'auto' })).toContain('a policy decides by score')
  })

  test('fit for a spec of many rounds, with the newest ones, and for every stage', () => {
    const variants = Array.from({ length: 900 }, (_, index) => variant(index % 9, Math.floor(index / 9) + 1))
    const text = describeAssetRun({ ...run, variants, trouble: 'y'.repeat(5_000) })
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(detailsBytesMax)
    expect(text).toContain('| 100 | 9 |')
    for (const stage of specStages) {
      const lines = describeAssetRun({
        ...run,
        stage,
        variants: verdicts.map((verdict) => ({ ...variant(0), verdict })),
      })
      expect(lines).toMatch(/^\*\*tent\*\*: .+\.\n/)
    }
  })

  test('do not let a name become markup', () => {
    expect(plainMarkdown('a_b [x](http://y) <b>')).toBe('a\\_b \\[x\\](http://y) \\<b\\>')
    expect(describeAssetRun({ ...run, specKey: '**x**' })).toContain('\\*\\*x\\*\\*')
  })

  test('count files, bytes, frames and lines in words', () => {
    expect(
      describeBundleRun({ step: 'done', target: 'pixi', assets: 1, files: 12, sizeBytes: 1_234_567 }),
    ).toBe(
      '**pixi bundle**: published. Fetch it with `npx assetloom export`.\n\nHolds 1 asset, 12 files, 1.2 MB.',
    )
    expect(describeBundleRun({ step: 'failed', failure: 'damaged' })).toContain('Why: damaged')
    expect(describeAtlasRun({ pages: 1, frames: 32, density: 0.876 })).toBe(
      '**atlas**: 32 frames on 1 page, 88 % of their area used.',
    )
    expect(describeAtlasRun({ pages: 2 })).toBe('**atlas**: 2 pages.')
    const list = describeWishlistRun({ specs: 4, problems: 1, notes: 0, productionId: 'productionRun/run_1' })
    expect(list).toContain('**4 specs** were read')
    expect(list).toContain('1 line could not be used')
    expect(list).not.toContain('default')
    expect(describeStart('wishlistRun', { runId: 'run_1', wishlistName: 'a_b.txt' })).toContain(
      'list a\\_b.txt',
    )
  })
})
