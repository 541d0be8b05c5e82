import { beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { GpuHostView, GpuQueueView } from '../../core/http/gpu-api.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { findHiddenFocus, findPageFaults } from './page-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

/** A red, a green, a blue and a white pixel as a PNG: previews are data URLs of any picture. */
const preview =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR4nGP4z8DwHwyBNBgAAEnACfe+oUtsAAAAAElFTkSuQmCC'
const checkpoint = 'sdxl-base-1.0.safetensors'

const host: GpuHostView = {
  ...{ host: 'gpu-1', address: 'http://127.0.0.1:8188', state: 'working', version: '0.28.0' },
  ...{ profile: 'spark-128', devices: ['NVIDIA GB10'], running: 3, trouble: null },
  serving: { modelKey: 'a1', checkpoint, loras: ['pixel-art-xl.safetensors'] },
  resident: [{ checkpoint, bytes: 6_938_078_334 }],
  ...{ utilisation: 0.97, utilisationMs: 900_000, swaps: 4, executions: 212, discarded: 1 },
  busy: [{ fromAgoMs: 880_000, toAgoMs: 0 }],
  last: [{ checkpoint, graph: 'sprite@2', executionMs: 3_950, endedAgoMs: 4_000 }],
  ...{ startedAt: '2026-11-20T08:00:00.000Z', heartbeatAt: '2026-11-20T10:00:00.000Z' },
}
const queue: GpuQueueView = {
  ...{ modelKey: 'a1', checkpoint, loras: [], jobs: 31, projects: 2, oldestMs: 95_000 },
  ...{ servedBy: ['gpu-1'], canServe: ['gpu-1'] },
  jobMs: { lowMs: 3_800, medianMs: 4_100, highMs: 5_200, samples: 40, basis: 'measured' },
  remaining: { lowMs: 118_000, likelyMs: 131_000, highMs: 160_000 },
}

describe('what is made right now, in Chromium', () => {
  const bench = usePageBench()
  let run: FakeRun
  let page: Page

  beforeEach(async () => {
    const { world } = bench.api
    const { project } = world.ensureProject('keep', 'Keep')
    run = world.submit(project.projectId, 'keep.txt', 'character: moth knight\nprop: oil lamp', options)
    world.gpuHosts = { hosts: [host], queues: [queue], remaining: queue.remaining }
    unmake('moth-knight')
    run.view = {
      ...run.view,
      ...{
        stage: 'generating',
        sentence: 'Making pictures: 4 of 8 pictures are there.',
        capMicros: 20_000_000,
      },
      counts: { ...run.view.counts, variants: 4, variantsPlanned: 8, costMicros: 420_000 },
      timeLeft: {
        ...{
          lowSeconds: 360,
          highSeconds: 540,
          pictures: 4,
          eachMs: 4_100,
          measured: 40,
          isOfAnother: false,
        },
      },
    }
    page = await bench.open(`#/runs/${run.view.runId}/moth-knight`)
    await page.getByRole('heading', { name: 'moth-knight', exact: true }).waitFor()
    await expect.poll(() => world.watchers.size).toBeGreaterThan(0)
  })

  const specOf = (key: string) => run.specs.find((spec) => spec.specKey === key)!
  /** As before its first picture. */
  const unmake = (key: string) => {
    const { variants } = bench.api.world
    for (const { variantId } of specOf(key).variants) variants.delete(variantId)
    run.specs = run.specs.map((spec) =>
      spec.specKey === key ? { ...spec, variants: [], stage: 'generating' as const, round: 1 } : spec,
    )
  }
  const tell = (variantIndex: number, more: Partial<ProgressNotice>) => {
    const { projectId, runId } = run.view
    const { specRevisionId } = specOf('moth-knight')
    for (const watch of bench.api.world.watchers)
      watch({
        ...{ projectId, runId, specRevisionId, jobId: `job-${variantIndex}`, specKey: 'moth-knight' },
        ...{ round: 1, variantIndex, phase: 'running', ...more },
      })
  }
  const strip = () => page.getByRole('region', { name: 'At work' })
  const barOf = (at: number) =>
    page
      .locator('.live-job .bar-full')
      .nth(at)
      .evaluate((bar: HTMLElement) => parseFloat(bar.style.width))

  it('shows node, step, place in the queue and the picture on the way, and what the run takes', async () => {
    tell(0, { node: '5', nodeClass: 'KSampler', value: 12, max: 30, pass: 1, passes: 1, preview })
    tell(1, { phase: 'queued', ahead: 1 })
    await strip().getByText('KSampler, step 12 of 30').waitFor()
    await strip().getByText('waits, 1 before it').waitFor()
    await strip().getByText('4 of 8 pictures').waitFor()
    await strip().getByText('1 of 1 GPU at work').waitFor()
    await strip().getByText('$0.42 of $20.00 spent').waitFor()
    await strip().getByText('about 6 to 9 min left: 4 pictures left, 4.1 s each by the last 40').waitFor()
    const picture = page.getByRole('img', { name: 'moth-knight, variant 1 on the way: KSampler' }).first()
    expect(await picture.evaluate((one) => getComputedStyle(one).imageRendering)).toBe('pixelated')
    expect(await page.locator('.grid-skeleton .preview').count()).toBe(1)
    expect(await findPageFaults(page)).toEqual([])
    await page.keyboard.press('t')
    expect(await findPageFaults(page)).toEqual([])
    await page.keyboard.press('t')
  })

  it('has a bar that never goes back, and forgets what is made and what a lost stream told', async () => {
    tell(0, { node: '5', nodeClass: 'KSampler', value: 24, max: 30, pass: 1, passes: 2 })
    await expect.poll(() => barOf(0)).toBe(40)
    tell(0, { node: '9', nodeClass: 'ImageScale', pass: 1, passes: 2 })
    await strip().getByText('at ImageScale').waitFor()
    expect(await barOf(0)).toBe(40)
    tell(0, { node: '11', nodeClass: 'KSampler', value: 3, max: 30, pass: 2, passes: 2 })
    await strip().getByText('pass 2 of 2').waitFor()
    await expect.poll(() => barOf(0)).toBe(55)
    // Its server lost it: another execution begins at nothing, and says so.
    tell(0, { phase: 'queued', ahead: 0 })
    await strip().getByText('is next on the server (begun again)').waitFor()
    bench.api.cut()
    await expect.poll(() => page.locator('.live-job').count()).toBe(0)
    await strip().getByText('4 of 8 pictures').waitFor()
    await expect.poll(() => bench.api.world.watchers.size).toBeGreaterThan(0)
    tell(1, { value: 1, max: 30 })
    await strip().getByText('step 1 of 30').waitFor()
    const made = { ...specOf('oil-lamp').variants[0]!, variantIndex: 1, round: 1 }
    run.specs = run.specs.map((spec) =>
      spec.specKey === 'moth-knight' ? { ...spec, variants: [made] } : spec,
    )
    bench.api.world.emit(run.view.projectId, run.view.runId, 'variantGenerated', {})
    await expect.poll(() => page.locator('.live-job').count(), { timeout: 15_000 }).toBe(0)
  })

  it('warns near the cap, and goes on above the budget only after it said what that costs', async () => {
    run.view = {
      ...run.view,
      warnings: ['This run has cost $16.00 of the $20.00 at which a run is warned of: 80 %.'],
      waitsFor: [
        {
          ...{ kind: 'budget', count: 1, since: null, whom: 'budget', hint: 'raise it' },
          what: '1 spec waits for budget: 5.00 of 5.00 are spent',
        },
      ],
    }
    bench.api.world.estimate = {
      ...bench.api.world.estimate,
      ...{ specs: 1, costMicros: { low: 100_000, likely: 120_000, high: 200_000 } },
      ...{ wallMs: { low: 15_000, likely: 16_000, high: 30_000 }, warnings: ['$0.00 are left to spend.'] },
      providers: [
        {
          ...{ provider: 'comfyui', jobs: 4, jobsMax: 4, costBasis: 'measured', workMs: null, measured: 40 },
          costMicros: { low: 100_000, likely: 120_000, high: 200_000 },
        },
      ],
    }
    bench.api.world.emit(run.view.projectId, run.view.runId, 'budgetReached' as never, {})
    await page.getByText('at which a run is warned of: 80 %').waitFor()
    await page.getByRole('button', { name: 'Go on above the budget' }).click()
    const sheet = page.getByRole('dialog', { name: 'Go on above the budget' })
    await sheet.getByText('4 jobs for 1 spec: takes 15 to 30 s, likely 16 s').waitFor()
    expect(await findPageFaults(page)).toEqual([])
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Spend $0.10 to $0.20, likely $0.12 more' }).click()
    await expect.poll(() => run.view.waitsFor).toEqual([])
    await expect.poll(() => page.getByRole('button', { name: 'Go on above the budget' }).count()).toBe(0)
  })

  it('tells where a variant comes from and why so, with what one would copy', async () => {
    const { variants, routes } = bench.api.world
    const made = variants.get(specOf('oil-lamp').variants[0]!.variantId)!
    const file = checkpoint
    variants.set(made.variantId, {
      ...made,
      ...{ provider: 'comfyui', placeholder: false, costMicros: 1_500, paintMs: 4_400 },
      provenance: {
        ...{
          graph: { name: 'sprite', version: 1, hash: 'ab'.repeat(32) },
          modelSeed: '18446744073709551615',
        },
        models: [
          { kind: 'checkpoint', name: 'SDXL base 1.0', file, sha256: null, licence: 'x', commercial: 'yes' },
          {
            kind: 'lora',
            name: 'Pixel XL',
            file: 'px.st',
            sha256: null,
            licence: null,
            commercial: 'unknown',
          },
        ],
        ...{ host: 'gpu-1', executionMs: 3_900, cachedFrom: 'var_earlier' },
      },
    })
    const route = { provider: 'comfyui', taskQueue: 'gpu.a1', costMicros: 0, reasons: ['LoRA px is added.'] }
    routes.set(made.variantId, { route, hostAddress: 'http://127.0.0.1:8188' })
    // It was read ahead as it was before.
    bench.api.world.emit(run.view.projectId, run.view.runId, 'runStageChanged', {})
    await page.locator('.queue-row', { hasText: 'oil-lamp' }).click()
    const details = page.getByRole('region', { name: 'About this variant' })
    await details.getByText('Taken from an earlier picture').waitFor()
    await details.getByText('LoRA px is added.').waitFor()
    await details.getByText('SDXL base 1.0').waitFor()
    await details.getByText('Pixel XL (whether it may be sold is not known)').waitFor()
    await details.getByText('4.4 s, 3.9 s on the GPU, $0.0015').waitFor()
    await details.getByText('http://127.0.0.1:8188').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await details.getByRole('button', { name: 'Copy the seed' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('18446744073709551615')
    expect(await findPageFaults(page)).toEqual([])
  })

  it('has a page of the GPUs: hosts, queues, trouble with its next step, and a first step when there is none', async () => {
    const away = { ...host, host: 'gpu-2', address: 'http://10.0.0.2:8188', state: 'away' as const }
    const ill = { ...host, host: 'gpu-3', address: 'http://10.0.0.3:8188', state: 'trouble' as const }
    const { world } = bench.api
    world.gpuHosts = {
      hosts: [host, away, { ...ill, trouble: 'It hangs: no progress for 90 s.' }],
      queues: [queue, { ...queue, modelKey: 'b2', checkpoint: 'anime.st', servedBy: [], canServe: [] }],
      remaining: queue.remaining,
    }
    await page.goto(`${bench.api.url}/#/`)
    await page.getByRole('link', { name: 'GPUs' }).click()
    const first = page.getByRole('article', { name: 'http://127.0.0.1:8188' })
    await first.getByText('97 % of the last 15 min').waitFor()
    await first.getByText(`${checkpoint} (6.9 GB)`).waitFor()
    await first.getByText('sprite@2, 4.0 s 4 s ago').waitFor()
    await page.getByText('It hangs: no progress for 90 s.').waitFor()
    await page.getByText('no host has these files').waitFor()
    await page.getByText('All of it is done in 2 to 3 min.').waitFor()
    expect(await findPageFaults(page)).toEqual([])
    expect(await findHiddenFocus(page)).toEqual([])
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    world.gpuHosts = { hosts: [], queues: [], remaining: null }
    await page.getByText('COMFYUI_URLS=http://127.0.0.1:8188 npx assetloom up').waitFor()
    expect(await findPageFaults(page)).toEqual([])
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('h')
    await page.getByRole('heading', { name: 'Assetloom', exact: true }).waitFor()
  })
})
