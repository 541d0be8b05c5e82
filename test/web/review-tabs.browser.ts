import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserContext, Page } from 'playwright-core'
import { reviewOf } from '../clients/fake-review.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('reviewing in two places at once', () => {
  const bench = usePageBench()
  let run: FakeRun
  let contexts: BrowserContext[]

  beforeEach(() => {
    contexts = []
    Object.assign(reviewOf(bench.api.world), { claims: [], presences: [] })
    const { project } = bench.api.world.ensureProject('camp', 'Camp')
    const list = Array.from({ length: 8 }, (_, at) => `prop: thing ${at}`).join('\n')
    run = bench.api.world.submit(project.projectId, 'tabs.txt', list, options)
  })
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()))
  })

  const newBrowser = async () => {
    const context = await bench.browser.newContext({ viewport: { width: 1280, height: 800 } })
    contexts.push(context)
    return context
  }
  const openRun = async (context: BrowserContext, specKey: string): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`${bench.api.url}/#/runs/${run.view.runId}/${specKey}`)
    // Not the places of variants that are being read, of which none can be decided on.
    await page.locator('.variant canvas').nth(3).waitFor()
    return page
  }
  const stagesOf = () => run.specs.map((spec) => spec.stage)
  const decisionsOf = (specKey: string) => {
    const ids = run.specs.find((spec) => spec.specKey === specKey)?.variants.map((one) => one.variantId) ?? []
    return bench.api.world.decisions.filter((row) => ids.includes(row.variantId))
  }

  it('loses none of what two tabs decide while nobody answers, and sends each once', async () => {
    const context = await newBrowser()
    const first = await openRun(context, 'thing-0')
    const second = await openRun(context, 'thing-4')
    // Both have read their next specs ahead.
    await first.waitForTimeout(1_000)
    await bench.api.down()
    await first.keyboard.press('p')
    await second.keyboard.press('p')
    await first.keyboard.press('p')
    await first.getByText('3 kept here').waitFor()
    await second.getByText('3 kept here').waitFor()
    await bench.api.up()
    await expect
      .poll(() => stagesOf().filter((stage) => stage === 'done').length, { timeout: 20_000 })
      .toBe(3)
    for (const key of ['thing-0', 'thing-1', 'thing-4'])
      expect(new Set(decisionsOf(key).map((row) => row.decisionId)).size).toBe(1)
    await expect.poll(() => first.evaluate(() => localStorage.getItem('assetloom.decisions'))).toBe(null)
    await expect
      .poll(() =>
        second.evaluate(
          () => Object.keys(localStorage).filter((key) => key.startsWith('assetloom.decision.')).length,
        ),
      )
      .toBe(0)
  })

  it('shows a decision of one browser in the other, and takes only one of two that cross', async () => {
    const first = await openRun(await newBrowser(), 'thing-0')
    const second = await openRun(await newBrowser(), 'thing-0')
    await first.keyboard.press('1')
    await first.keyboard.press('p')
    const picked = second.locator('.variant').first().locator('.mark')
    await expect.poll(() => picked.textContent()).toBe('✓A')
    // The event of this one does not come before the press of the other.
    await second.route('**/api/v1/runs/*/variants*', (route) => route.abort())
    await first.keyboard.press('k')
    await first.keyboard.press('u')
    await expect.poll(() => run.specs[0]?.variants[0]?.verdict).toBe('undecided')
    await second.keyboard.press('1')
    await second.keyboard.press('r')
    await second.keyboard.press('2')
    const notice = second.getByRole('alert').filter({ hasText: 'was not rejected' })
    await notice.waitFor()
    expect(run.specs[0]?.variants[0]?.verdict).toBe('undecided')
    await second.unroute('**/api/v1/runs/*/variants*')
    await notice.getByRole('button', { name: 'Keep theirs' }).click()
    await notice.waitFor({ state: 'detached' })
  })

  it('keeps what was decided in a minute without a network, and settles what somebody else was faster with', async () => {
    const context = await newBrowser()
    const page = await context.newPage()
    await page.clock.install()
    const read = new Set<string | null>()
    page.on('requestfinished', (request) => {
      const url = new URL(request.url())
      if (url.pathname.endsWith('/variants')) read.add(url.searchParams.get('specKey'))
    })
    await page.goto(`${bench.api.url}/#/runs/${run.view.runId}/thing-0`)
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
    // What comes next is read ahead.
    await expect.poll(() => read.size, { timeout: 15_000 }).toBe(8)
    await context.setOffline(true)
    bench.api.cut()
    for (const next of ['thing-1', 'thing-2', 'thing-3']) {
      await page.keyboard.press('p')
      await page.getByRole('heading', { name: next, exact: true }).waitFor()
    }
    const theirs = run.specs[1]?.variants[0]?.variantId ?? ''
    bench.api.world.decide(theirs, { verb: 'reject', reason: 'too noisy', expectedVersion: 0 }, 'anna')
    await page.clock.fastForward(60_000)
    await page.getByText('3 kept here').waitFor()
    // As they will stand.
    await page
      .locator('.queue-row', { hasText: 'thing-2' })
      .getByRole('img', { name: /^approved/ })
      .waitFor()
    expect(stagesOf().filter((stage) => stage === 'done')).toEqual([])
    await context.setOffline(false)
    await expect
      .poll(
        async () => {
          await page.clock.fastForward(5_000)
          return stagesOf().filter((stage) => stage === 'done').length
        },
        { timeout: 20_000 },
      )
      .toBe(2)
    // Who, when, why; and only of the one that was not taken.
    const card = page.getByRole('alert').filter({ hasText: 'thing-1 was not picked' })
    await card.waitFor()
    // What could not be read meanwhile goes away as soon as it can be.
    await expect.poll(() => page.getByRole('alert').count(), { timeout: 15_000 }).toBe(1)
    expect(await card.textContent()).toMatch(/rejected by anna (just now|.* ago): "too noisy"/)
    expect(await findViolationsInBothThemes(page)).toEqual([])
    // It waits for a person over a reload, too.
    await page.reload()
    await card.waitFor()
    await card.getByRole('button', { name: 'Show it' }).click()
    await page.getByRole('heading', { name: 'thing-1', exact: true }).waitFor()
    await card.getByRole('button', { name: 'Keep theirs' }).click()
    await card.waitFor({ state: 'detached' })
    expect(run.specs[1]?.variants[0]?.verdict).toBe('rejected')
    for (const key of ['thing-0', 'thing-2'])
      expect(new Set(decisionsOf(key).map((row) => row.decisionId)).size).toBe(1)
  })

  it('says that a spec is closed, and opens it again for the decision', async () => {
    const page = await openRun(await newBrowser(), 'thing-0')
    bench.api.world.closedSpecs.add('thing-0')
    await page.keyboard.press('a')
    const card = page.getByRole('alert').filter({ hasText: 'thing-0 was not approved' })
    await card.getByText('The spec is closed.').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await card.getByRole('button', { name: 'Reopen the spec' }).click()
    await card.waitFor({ state: 'detached' })
    expect([...bench.api.world.closedSpecs]).toEqual([])
    await page.locator('.queue-row', { hasText: 'thing-0' }).click()
    await page.getByRole('heading', { name: 'thing-0', exact: true }).waitFor()
    await page.keyboard.press('a')
    await expect.poll(() => run.specs[0]?.variants.some((one) => one.verdict === 'approved')).toBe(true)
  })

  it('shows at once where the other one goes and what they take', async () => {
    const page = await openRun(await newBrowser(), 'thing-0')
    const { projectId, runId } = run.view
    const review = reviewOf(bench.api.world)
    const [, , third] = run.specs
    const now = new Date().toISOString()
    const claim = { specKey: 'thing-2', specRevisionId: third?.specRevisionId ?? '', handle: 'anna' }
    review.claims.push({ ...claim, claimedAt: now, leaseUntil: now })
    bench.api.world.emit(projectId, runId, 'claimsChanged', {})
    await page.locator('.queue-row', { hasText: 'thing-2' }).getByText('taken by anna').waitFor()
    await page.locator('.queue-row', { hasText: 'thing-2' }).click()
    await page.getByText('◇ taken by anna').waitFor()
  })

  it('shows who looks at what and who took which specs, and goes on past those', async () => {
    const { presences, claims } = reviewOf(bench.api.world)
    const { specKey, specRevisionId } = run.specs[1] ?? run.specs[0]!
    const now = new Date().toISOString()
    presences.push({ handle: 'anna', name: 'Anna', specKey, seenAt: now })
    claims.push({ specKey, specRevisionId, handle: 'anna', claimedAt: now, leaseUntil: now })
    const page = await openRun(await newBrowser(), 'thing-0')
    const row = page.locator('.queue-row', { hasText: specKey })
    await row.getByRole('img', { name: 'anna looks at it' }).waitFor()
    expect(await row.textContent()).toContain('taken by anna')
    await page.keyboard.press('p')
    await page.getByRole('heading', { name: 'thing-2', exact: true }).waitFor()
    // What is decided is not taken; the decision has to have arrived.
    await expect.poll(() => run.specs[0]?.stage, { timeout: 15_000 }).toBe('done')
    await page.keyboard.press('Shift+T')
    await page.getByText('◆ taken by you').waitFor()
    expect(reviewOf(bench.api.world).claims.filter((claim) => claim.handle === 'local')).toHaveLength(6)
  })
})
