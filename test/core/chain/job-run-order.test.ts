import { describe, expect, it } from 'vitest'
import { jobListNames, jobRunOrder } from '../../../core/chain/job-run-order.js'
import type { JobInput } from '../../../core/chain/job-input.schema.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { buildSpec } from '../../support/catalogue-scenario.js'

const jobId = 'job_00000000-0000-7000-8000-000000000001'
const order = (input: JobInput<'generate'>, spec: AssetSpec | null = null) =>
  jobRunOrder(jobId, input, spec, 8)
const made = (input: JobInput<'generate'>, spec: AssetSpec | null = null) => refineOrder(order(input, spec))

describe('the list of a generate job', () => {
  it('is one entry of its words, whatever marks they have', () => {
    const input = { prompt: 'a #1 barrel:\nwith\thoops', style: '16-bit', size: 48, category: 'item' }
    const { specs, problems } = made({ ...input, variants: 3, seed: 9 })
    expect(problems).toEqual([])
    expect(specs).toMatchObject([
      { assetType: 'item', size: { width: 48, height: 48 }, prompt: { positive: expect.any(String) } },
    ])
    expect(specs[0]?.prompt.positive).toBe('a 1 barrel: with hoops, 16-bit')
    expect(order({ prompt: 'a', variants: 3, seed: 9 }).options).toMatchObject({
      ...{ seed: 9, variantsPerSpec: 3, review: 'auto', provider: 'procedural', targets: [] },
    })
    expect(made({ prompt: 'a', size: '32 × 16' }).specs[0]?.size).toEqual({ width: 32, height: 16 })
  })

  it('is a spec in the format of spec files, as text or as an object', () => {
    const spec = { id: 'coin', prompt: { base: 'a gold coin' }, generation: { type: 'image' } }
    const yaml = 'id: coin\nprompt:\n  base: a gold coin\ngeneration:\n  type: image\n'
    for (const given of [spec, yaml])
      expect(made({ spec: given }).specs).toMatchObject([
        { key: 'coin', prompt: { positive: 'a gold coin' } },
      ])
    expect(made({ spec: { id: 'coin' } })).toMatchObject({ specs: [], problems: [{ line: 1 }] })
  })

  it('makes a spec that is there as it stands, but for what the job says', () => {
    const spec = buildSpec('chest', {
      states: ['closed', 'open'],
      nineSlice: { left: 1, top: 1, right: 1, bottom: 1 },
    })
    expect(made({ specKey: 'chest' }, spec).specs).toEqual([spec])
    expect(made({ specKey: 'chest', variants: 7 }, spec).specs).toEqual([{ ...spec, variants: 7 }])
  })

  it('is found again by the names that it may have', () => {
    for (const input of [{ prompt: 'a' }, { spec: 'id: a' }])
      expect(jobListNames(jobId)).toContain(order(input).name)
  })
})
