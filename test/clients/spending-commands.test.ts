import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { budgetText, estimateText } from '../../clients/cli/spending-text.js'
import { spendingLimitsOf } from '../../core/spending/spending-limits.js'
import type { ProjectRow } from '../../core/ports.js'
import { startApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetloom-spending-'))
})
afterAll(async () => await rm(folder, { recursive: true }))

describe('money in the terminal', () => {
  it('tells what a list would cost and what a project has left', async () => {
    const spending = { prices: { 'openai-images': 2_000_000 }, atOnce: {} }
    const api = await startApi({ deps: { spending, providers: ['procedural', 'openai-images'] } })
    await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
    await writeFile(join(folder, 'props.txt'), 'prop: barrel\nprop: well\n')
    const order = [
      'wishlist',
      'estimate',
      'props.txt',
      '--project',
      'desert',
      '--provider',
      'openai-images',
      '--variants',
      '6',
    ]
    const shown = await callCli(api, folder, order)
    expect(shown.code).toBe(0)
    expect(shown.out).toMatch(/openai-images +12 +\$24\.00 +the price table; nothing was measured yet/)
    expect(shown.err).toContain('above the $20.00 at which a run is warned of')
    expect(shown.err).toContain('A dry run: 2 specs would be made, 0 stay as they are.')
    const json = JSON.parse((await callCli(api, folder, [...order, '--json'])).out) as { costMicros: object }
    expect(json.costMicros).toEqual({ low: 24e6, likely: 24e6, high: 24e6 })
    expect(await api.catalogue.runs.list({ limit: 10 })).toEqual([])

    const budget = await callCli(api, folder, ['budget', '--project', 'desert'])
    expect(budget.out).toMatch(/this month +\$0\.00 of \$95\.00/)
    expect(budget.out).toMatch(/left +\$95\.00/)
    expect((await callCli(api, folder, ['budget', '--project', 'nowhere'])).code).toBe(3)
    expect((await callCli(api, folder, ['run', 'estimate', 'run_none'])).code).toBe(3)
  })

  it('tells what one asset would cost before it is ordered, and no price that it does not know', async () => {
    const spending = { prices: { 'openai-images': 2_000_000 }, atOnce: {} }
    const api = await startApi({ deps: { spending, providers: ['procedural', 'openai-images'] } })
    await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
    const order = ['generate', 'prop', 'water barrel', '--dry-run', '--json', '--variants', '3', '--project']
    const dear = await callCli(api, folder, [...order, 'desert', '--provider', 'openai-images'])
    expect(JSON.parse(dear.out)).toMatchObject({
      dryRun: true,
      costMicros: { low: 6e6, likely: 6e6, high: 6e6 },
    })
    const nowhere = await callCli(api, folder, [...order, 'nowhere', '--provider', 'openai-images'])
    expect(JSON.parse(nowhere.out)).toMatchObject({ costMicros: null })
    expect(JSON.parse((await callCli(api, folder, [...order, 'nowhere'])).out)).toMatchObject({
      costMicros: 0,
    })
    expect(await api.catalogue.runs.list({ limit: 10 })).toEqual([])
  })

  it('has a row for every provider, with what an approved variant of it cost', () => {
    const text = budgetText({
      projectId: 'prj_1',
      limits: spendingLimitsOf({ monthlyLimitMicros: null, runCapMicros: null }),
      spent: { totalMicros: 4_200_000, monthMicros: 1_200_000 },
      providers: [
        {
          ...{
            provider: 'comfyui',
            variants: 40,
            approved: 10,
            executions: 43,
            costMicros: 4_200_000,
            monthMicros: 1_200_000,
          },
          ...{
            paintMs: { low: 3_000, likely: 4_000, high: 9_000 },
            jobMicros: { low: 1, likely: 2, high: 3 },
          },
        },
      ],
      ...{ assets: 8, dearestRuns: [], leftMicros: null, costPerAssetMicros: 525_000, warnings: [] },
    })
    expect(text).toMatch(/comfyui +\$1\.20 +\$4\.20 +40 +10 +\$0\.42 +4 s +3\n/)
    expect(text).toMatch(/left +no limit/)
    expect(text).toMatch(/cost per asset +\$0\.525 \(8 assets\)/)
  })

  it('says ranges as ranges, and what they rest on', () => {
    const spread = { low: 100_000, likely: 200_000, high: 400_000 }
    const text = estimateText({
      ...{ specs: 2, unchanged: 0, problems: [], warnings: [], leftMicros: null },
      providers: [
        {
          ...{
            provider: 'comfyui',
            jobs: 8,
            jobsMax: 24,
            costMicros: spread,
            costBasis: 'measured',
            measured: 40,
          },
          workMs: { low: 30_000, likely: 90_000, high: 7_200_000 },
          drafts: {
            ...{ jobs: 6, jobsMax: 18, costMicros: { low: 10_000, likely: 20_000, high: 40_000 } },
            ...{ costBasis: 'assumed', measured: 0, workMs: { low: 3_000, likely: 9_000, high: 36_000 } },
          },
        },
      ],
      costMicros: spread,
      wallMs: { low: 30_000, likely: 130_000, high: 9_000_000 },
    })
    expect(text).toMatch(
      /8, at most 24 +\$0\.10 to \$0\.40, likely \$0\.20 +40 that were made, 30 s to 2\.0 h, likely 90 s of work/,
    )
    expect(text).toMatch(
      /of these drafts +6, at most 18 +\$0\.01 to \$0\.04, likely \$0\.02 +what such machines/,
    )
    expect(text).toMatch(/in all .*takes 30 s to 2\.5 h, likely 2 min/)
    expect(
      estimateText({
        ...{ specs: 0, unchanged: 3, problems: [], warnings: [], leftMicros: null },
        providers: [],
        costMicros: spread,
        wallMs: null,
      }),
    ).toBe('Nothing is to be made.\n')
  })
})
