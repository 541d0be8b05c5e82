import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { servePreviews } from '../clients/fake-review.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findAxeViolations } from './find-axe-violations.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

/** WCAG 2.5.5 for what is pressed all day; 2.5.8 (24 px) holds for all else. CSS pixels. */
const fingerPx = 44
const targetPx = 24

describe('reviewing on a tablet, by fingers only', () => {
  const bench = usePageBench()
  let run: FakeRun
  let context: BrowserContext
  let page: Page

  beforeEach(async () => {
    const { project } = bench.api.world.ensureProject('camp', 'Camp')
    run = bench.api.world.submit(
      project.projectId,
      'touch.txt',
      'prop: tent\nprop: bedroll\nprop: axe\n',
      options,
    )
    servePreviews(bench.api.world)
    context = await bench.browser.newContext({
      viewport: { width: 820, height: 1180 },
      ...{ hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    })
    page = await context.newPage()
    await page.goto(`${bench.api.url}/#/runs/${run.view.runId}`)
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
  })
  afterEach(async () => {
    await context.close()
  })

  const verdictsOf = (specKey: string) =>
    run.specs.find((spec) => spec.specKey === specKey)?.variants.map((one) => one.verdict)
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const boxOf = async (what: Locator) => {
    const box = await what.boundingBox()
    if (box === null) throw new Error('it is not shown')
    return box
  }
  type Point = { readonly x: number; readonly y: number }
  /** Fingers that go from place to place together, in a few steps as real ones do. */
  const move = async (from: readonly Point[], to: readonly Point[]) => {
    const device = await context.newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
      device.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
      })
    await touch('touchStart', from)
    for (let step = 1; step <= 5; step += 1)
      await touch(
        'touchMove',
        from.map((point, at) => ({
          x: point.x + (((to[at]?.x ?? 0) - point.x) * step) / 5,
          y: point.y + (((to[at]?.y ?? 0) - point.y) * step) / 5,
        })),
      )
    // A finger that leaves in full swing is a fling, and the next tap would only stop that.
    await page.waitForTimeout(150)
    await touch('touchMove', to)
    await touch('touchEnd', [])
  }
  const pictureOf = (canvas: Locator) => canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL())

  it('chooses, picks, rejects with a reason and undoes', async () => {
    await page.locator('.variant').nth(2).tap()
    await button('Pick').tap()
    await heading('bedroll')
    await expect.poll(() => verdictsOf('tent')?.[2]).toBe('approved')
    await button('Reject').tap()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'too noisy' }).tap()
    await sheet.waitFor({ state: 'detached' })
    await expect.poll(() => verdictsOf('bedroll')?.[0]).toBe('rejected')
    await page.getByText('bedroll 1: rejected').first().waitFor()
    await button('Undo').tap()
    await expect.poll(() => verdictsOf('bedroll')?.[0]).toBe('undecided')
    await button('Undo').tap()
    await heading('tent')
    await expect.poll(() => verdictsOf('tent')).toEqual(Array(4).fill('undecided'))
  })

  it('compares two with linked pinch and drag, and goes back', async () => {
    await button('Compare').tap()
    await page.getByRole('region', { name: 'Comparison' }).waitFor()
    const panes = page.locator('.stage-pane canvas')
    await expect.poll(() => panes.count()).toBe(2)
    const zoom = page.locator('.stage-caption .figures').last()
    const before = Number.parseFloat((await zoom.textContent()) ?? '')
    const box = await boxOf(panes.first())
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    const aside = (by: number) => [
      { x: middle.x - by, y: middle.y },
      { x: middle.x + by, y: middle.y },
    ]
    await move(aside(40), aside(150))
    await expect.poll(async () => Number.parseFloat((await zoom.textContent()) ?? '')).toBeGreaterThan(before)
    const [first, second] = [await pictureOf(panes.first()), await pictureOf(panes.nth(1))]
    // What is dragged in one moves in both; the page itself stays where it is.
    await move([middle], [{ x: middle.x + 60, y: middle.y + 40 }])
    await expect.poll(() => pictureOf(panes.first())).not.toBe(first)
    expect(await pictureOf(panes.nth(1))).not.toBe(second)
    expect(await page.evaluate(() => [scrollX, scrollY, visualViewport?.scale])).toEqual([0, 0, 1])
    await page.getByRole('radio', { name: 'Slider' }).tap()
    await page.getByRole('slider').waitFor()
    await button('Back').tap()
    await page.getByRole('region', { name: 'Comparison' }).waitFor({ state: 'detached' })
  })

  it('has room for a finger on everything, in the list of specs and in its sheets', async () => {
    const small = (least: number, scope: string) =>
      page.locator(`${scope} :is(button, select, input, summary, a[href])`).evaluateAll(
        (all, px) =>
          all
            .filter((one) => one.checkVisibility() && one.closest('label') === null)
            .map((one) => ({ box: one.getBoundingClientRect(), text: one.outerHTML.slice(0, 90) }))
            .filter(({ box }) => box.width > 0 && Math.min(box.width, box.height) < px)
            .map(({ text, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${text}`),
        least,
      )
    expect(await small(fingerPx, '.decision-bar')).toEqual([])
    expect(await small(fingerPx, '.queue-list')).toEqual([])
    expect(await small(targetPx, '.desk')).toEqual([])
    await button('Reject').tap()
    await page.getByRole('dialog').waitFor()
    expect(await small(fingerPx, '.sheet')).toEqual([])
    expect(await findAxeViolations(page)).toEqual([])
    await page.getByRole('button', { name: /^Close/ }).tap()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await button('All specs').tap()
    await page.getByRole('menuitem', { name: 'Approve all …' }).tap()
    await page.getByRole('button', { name: /^Approve \d/ }).waitFor()
    expect(await small(targetPx, '.sheet')).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(820)
  })
})
