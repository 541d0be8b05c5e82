import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { FakeRun } from '../clients/fake-world.js'
import { findPageFaults } from './page-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('review page in Chromium', () => {
  const bench = usePageBench()
  let run: FakeRun
  let page: Page

  beforeEach(async () => {
    const { project } = bench.api.world.ensureProject('camp', 'Camp')
    const list = 'prop: tent\nprop: bedroll\nprop: oil lamp\nno category here\n'
    run = bench.api.world.submit(project.projectId, 'camp.txt', list, options)
    page = await bench.open(`#/runs/${run.view.runId}`)
    await page.getByRole('heading', { name: 'tent', exact: true }).waitFor()
    // Not the places of variants that are being read, of which none can be decided on.
    await page.locator('.variant canvas').nth(3).waitFor()
  })
  afterEach(async () => {
    bench.api.world.temporalAway = false
  })

  const verdictsOf = (specKey: string) =>
    run.specs.find((spec) => spec.specKey === specKey)?.variants.map((one) => one.verdict)
  const chosen = (name: string | RegExp) =>
    page.getByRole('button', { name }).and(page.locator('[aria-pressed=true]'))
  /** Ids of the decisions in the browser's storage. */
  const keptDecisions = () =>
    page.evaluate(() =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith('assetloom.decision.'))
        .map((key) => key.split(' ').at(-1)),
    )
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()

  it('picks by key, goes on to the next spec, and undoes the pick with all siblings', async () => {
    await page.keyboard.press('2')
    await page.keyboard.press('p')
    await heading('bedroll')
    await expect.poll(() => verdictsOf('tent')).toEqual(['notChosen', 'approved', 'notChosen', 'notChosen'])
    await page
      .locator('.queue-row', { hasText: 'tent' })
      .getByRole('img', { name: 'approved and finished' })
      .waitFor()
    await page.keyboard.press('u')
    await heading('tent')
    await expect.poll(() => verdictsOf('tent')).toEqual(['undecided', 'undecided', 'undecided', 'undecided'])
    await chosen('Variant 2 of round 1').waitFor()
  })

  it('approves by button, rejects with a reason by chip, and asks for a new round', async () => {
    await page.getByRole('button', { name: 'Reject', exact: true }).click()
    await page.getByRole('button', { name: 'off palette' }).click()
    await expect.poll(() => verdictsOf('tent')?.[0]).toBe('rejected')
    expect(bench.api.world.decisions.at(-1)).toMatchObject({ verb: 'reject', reason: 'off palette' })
    await chosen('Variant 2 of round 1').waitFor()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await expect.poll(() => verdictsOf('tent')?.[1]).toBe('approved')
    await heading('bedroll')
    await page.keyboard.press('g')
    await page.getByRole('button', { name: 'Make again' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => run.specs[1]?.round).toBe(2)
    await page.locator('.queue-row', { hasText: 'bedroll' }).click()
    await page.getByText('Round 2').first().waitFor()
    expect(await page.locator('.variant').count()).toBe(8)
    await chosen(/of round 2/).waitFor()
  })

  it('shows who decided first, and decides again when asked to', async () => {
    const other = run.specs[0]?.variants[0]?.variantId ?? ''
    await page.route('**/api/v1/events*', (route) => route.abort())
    bench.api.cut()
    bench.api.world.decide(other, { verb: 'reject', reason: 'too noisy', expectedVersion: 0 }, 'anna')
    await page.keyboard.press('a')
    const notice = page.getByRole('alert').filter({ hasText: 'was not approved' })
    await notice.waitFor()
    expect(await notice.textContent()).toContain('rejected by anna')
    expect(await notice.textContent()).toContain('too noisy')
    await notice.getByRole('button', { name: 'Decide again' }).click()
    await expect.poll(() => verdictsOf('tent')?.[0]).toBe('approved')
    expect(await notice.count()).toBe(0)
  })

  it('keeps decisions while nobody answers, over a reload, and sends each once', async () => {
    await bench.api.down()
    await page.keyboard.press('p')
    await page.getByText('1 kept here').waitFor()
    const [decisionId] = await keptDecisions()
    await bench.api.up()
    await page.reload()
    await expect.poll(() => verdictsOf('tent')?.[0], { timeout: 15_000 }).toBe('approved')
    expect(bench.api.world.decisions.filter((row) => row.verdict === 'approved').at(-1)?.decisionId).toBe(
      decisionId,
    )
    await expect.poll(keptDecisions).toEqual([])
  })

  it('marks a decision that waits for Temporal as pending', async () => {
    bench.api.world.temporalAway = true
    await page.keyboard.press('a')
    await heading('bedroll')
    await page.keyboard.press('k')
    await page.getByRole('button', { name: 'recorded when Temporal answers' }).waitFor()
  })

  it('draws art at whole multiples of its native pixels', async () => {
    const canvas = page.locator('.variant canvas').first()
    await expect.poll(() => canvas.evaluate((one: HTMLCanvasElement) => one.width)).toBeGreaterThan(32)
    const uneven = await canvas.evaluate((one: HTMLCanvasElement) => {
      const zoom = one.width / 32
      const pixels = one.getContext('2d')?.getImageData(0, 0, one.width, one.height).data ?? []
      let steps = 0
      for (let y = 0; y < one.height; y += 1)
        for (let x = 1; x < one.width; x += 1) {
          const at = (y * one.width + x) * 4
          const step = Math.abs((pixels[at] ?? 0) - (pixels[at - 4] ?? 0))
          if (step > 30 && x % zoom !== 0) steps += 1
        }
      return { zoom, steps }
    })
    expect(Number.isInteger(uneven.zoom)).toBe(true)
    expect(uneven.steps).toBe(0)
  })

  it('says when retention removed a picture, in the grid and alone, and shows the others', async () => {
    const { variants, pictures } = bench.api.world
    const removed = run.specs[1]?.variants[1]
    const gone = variants.get(removed?.variantId ?? '')
    if (gone === undefined) throw new Error('the second spec has no second variant')
    variants.set(gone.variantId, { ...gone, pictureRemovedAt: '2026-11-20T12:00:00.000Z' })
    pictures.delete(gone.sha256)
    // A new address: pictures of the next spec are read ahead, before this one is gone.
    await page.close()
    page = await bench.open(`#/runs/${run.view.runId}/bedroll`)
    const cell = page.getByRole('button', { name: /^Variant 2 .* picture removed by retention$/ })
    await cell.getByText('removed by retention 2026-11-20').waitFor()
    expect(await cell.locator('canvas').count()).toBe(0)
    expect(await page.locator('.variant canvas').count()).toBe(3)
    await cell.click()
    await page.getByText('given up by retention 2026-11-20').waitFor()
    await page.getByRole('button', { name: /^Large/ }).click()
    await page.locator('.large').getByText('removed by retention 2026-11-20').waitFor()
    expect(await page.locator('.large canvas').count()).toBe(0)
    await page.keyboard.press('1')
    await page.locator('.large canvas').waitFor()
    expect(await page.locator('.large .missing-picture').count()).toBe(0)
  })

  it('keeps a picture that retention gave up as long as its bytes are there', async () => {
    const { variants } = bench.api.world
    const first = variants.get(run.specs[0]?.variants[0]?.variantId ?? '')
    if (first === undefined) throw new Error('the first spec has no variant')
    variants.set(first.variantId, { ...first, pictureRemovedAt: '2026-11-20T12:00:00.000Z' })
    await page.reload()
    await page.getByText('given up by retention 2026-11-20').waitFor()
    expect(await page.locator('.variant canvas').count()).toBe(4)
    expect(await page.locator('.missing-picture').count()).toBe(0)
  })

  it('shows rejected lines, exports a bundle, and teaches its keys', async () => {
    await page.locator('.queue-row', { hasText: 'oil-lamp' }).click()
    await heading('oil-lamp')
    await page.getByRole('link', { name: '1 rejected line' }).click()
    await page.locator('.reading-line', { hasText: 'no category here' }).waitFor()
    await page.keyboard.press('Escape')
    // Back where one was.
    await heading('oil-lamp')
    await page.locator('.queue-row', { hasText: 'tent' }).click()
    await heading('tent')
    await chosen('Variant 1 of round 1').waitFor()
    await page.keyboard.press('p')
    await heading('bedroll')
    await page.locator('.stage', { hasText: 'review' }).getByText('1/3').waitFor()
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Export approved assets' }).click()
    await page.getByText('published').waitFor()
    await page.getByText(/^4 files/).click()
    expect(await findPageFaults(page)).toEqual([])
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'images/cow skull.png' }).click()
    expect((await download).suggestedFilename()).toBe('cow skull.png')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByText('pick this variant').waitFor()
    expect(await findPageFaults(page)).toEqual([])
  })

  it('keeps the focus on the button that was pressed while the page changes under it', async () => {
    const zoom = page.getByRole('radio', { name: '4x' })
    await zoom.focus()
    await page.keyboard.press('Enter')
    bench.api.world.emit(run.view.projectId, run.view.runId, 'runStageChanged', {})
    await expect.poll(() => zoom.getAttribute('aria-checked')).toBe('true')
    await page.waitForTimeout(1_000)
    expect(await zoom.evaluate((one) => one === document.activeElement)).toBe(true)
  })

  it('fits a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Pick' }).waitFor()
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
  })

  describe('frames', () => {
    /** The picture of the first variant, as the page drew it. */
    const drawn = () =>
      page
        .locator('.variant canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => ({ width: canvas.width, pixels: canvas.toDataURL() }))
    const showRun = async (list: string, first: string) => {
      const { project } = bench.api.world.ensureProject('camp', 'Camp')
      const { view } = bench.api.world.submit(project.projectId, 'moving.txt', list, options)
      await page.close()
      page = await bench.open(`#/runs/${view.runId}`)
      await heading(first)
      await expect.poll(async () => (await drawn()).width).toBeGreaterThan(31)
    }
    const segment = (name: string) =>
      page.getByRole('radiogroup', { name: 'Animation' }).getByRole('radio', { name })

    it('play by themselves, stop and go one by one by key, and stand side by side', async () => {
      await showRun('character: knight, animated\nprop: bedroll', 'knight-animated')
      const first = await drawn()
      await expect.poll(async () => (await drawn()).pixels).not.toBe(first.pixels)
      await page.keyboard.press('f')
      const stopped = await drawn()
      await page.waitForTimeout(600)
      expect(await drawn()).toEqual(stopped)
      await page.keyboard.press('.')
      expect((await drawn()).pixels).not.toBe(stopped.pixels)
      await page.keyboard.press(',')
      expect(await drawn()).toEqual(stopped)
      await page.keyboard.press("'")
      expect(await segment('hit').getAttribute('aria-checked')).toBe('true')
      await page.keyboard.press("'")
      expect(await segment('All').getAttribute('aria-checked')).toBe('true')
      const zooms = page.getByRole('radiogroup', { name: 'Zoom' })
      await zooms.getByRole('radio', { name: '2x' }).click()
      const { width } = await drawn()
      await segment('idle').click()
      expect((await drawn()).width * 4).toBe(width)
      await page.keyboard.press('j')
      await heading('bedroll')
      expect(await page.getByRole('radiogroup', { name: 'Animation' }).count()).toBe(0)
    })

    it('of a sound are none: it is drawn, plays by key and by choosing, and stops', async () => {
      await showRun('sfx: door creak\nprop: bedroll', 'door-creak')
      expect(await page.getByRole('button', { name: /^Original/ }).count()).toBe(0)
      const first = await drawn()
      const second = await page
        .locator('.variant canvas')
        .nth(1)
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
      expect(second).not.toBe(first.pixels)
      const player = page.locator('.switches').getByRole('button', { name: /^(Play|Stop)/ })
      expect(await player.textContent()).toContain('Play')
      await page.keyboard.press('f')
      await page.getByRole('button', { name: /^Stop/ }).waitFor()
      await page.keyboard.press('f')
      await page.getByRole('button', { name: /^Play/ }).waitFor()
      await page.keyboard.press('2')
      await page.getByRole('button', { name: /^Stop/ }).waitFor()
      // It is over after 0.6 s, and says so by itself.
      await page.getByRole('button', { name: /^Play/ }).waitFor()
    })

    it('of states are seen together first, and one by one in the large view', async () => {
      await showRun('ui: heart, states', 'heart-states')
      expect(await segment('All').getAttribute('aria-checked')).toBe('true')
      await page.keyboard.press('.')
      await page.keyboard.press('z')
      await page.getByText(/^32 x 32 px at/).waitFor()
      await segment('All').click()
      await page.getByText(/^96 x 32 px at/).waitFor()
    })
  })
})
