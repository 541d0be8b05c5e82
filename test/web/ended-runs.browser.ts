import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { describeRun } from '../../core/http/describe-run.js'
import type { RunStage } from '../../core/run-options.js'
import type { FakeRun } from '../clients/fake-world.js'
import { expectNoFaults } from './expect-no-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('what ended early, in Chromium', () => {
  const bench = usePageBench()

  /** A run that ended before it had a spec. */
  const endEarly = (name: string, stage: RunStage, failure: string | null = null): FakeRun => {
    const { world } = bench.api
    const run = world.submit(world.ensureProject('camp', 'Camp').project.projectId, name, '', options)
    const ended = { ...run.view, stage, failure }
    run.view = { ...ended, sentence: describeRun(ended, ended.counts) }
    return run
  }
  const specs = (page: Page) => page.getByRole('navigation', { name: 'Specs' })

  it('is said of a run that was cancelled before its list was read, on its page and at home', async () => {
    const { view } = endEarly('early.txt', 'cancelled')
    const page = await bench.open(`#/runs/${view.runId}`)
    await page.getByText('it was cancelled before its list was read').waitFor()
    await specs(page).getByText('No specs.').waitFor()
    expect(await page.getByText('being read').count()).toBe(0)
    await expectNoFaults(page, 'run-cancelled-early')
    await page.keyboard.press('l')
    await page.waitForURL(/#\/lists\//)
    await page.goto(`${bench.api.url}/#/`)
    await page
      .getByRole('region', { name: 'Ended' })
      .getByText('Cancelled before its list was read.')
      .waitFor()
  })

  it('is said of a run that failed, with its reason', async () => {
    const { view } = endEarly('broken.txt', 'failed', 'the object store did not answer')
    const page = await bench.open(`#/runs/${view.runId}`)
    await page
      .getByRole('main')
      .getByText('This run has no specs. It failed: the object store did not answer.')
      .waitFor()
    await specs(page).getByText('No specs.').waitFor()
    expect(await page.getByText('being read').count()).toBe(0)
    await page.getByRole('button', { name: 'See the list' }).click()
    await page.waitForURL(/#\/lists\//)
  })

  it('is not said of a run whose list is being read', async () => {
    const { view } = endEarly('young.txt', 'refining')
    const page = await bench.open(`#/runs/${view.runId}`)
    await page.getByText('Specs appear here as soon as it is.').waitFor()
    await specs(page).getByText('The list is being read.').waitFor()
    expect(await page.getByRole('button', { name: 'See the list' }).count()).toBe(0)
  })
  it('is said of a spec that was cancelled before anything was made of it, with a way to make it', async () => {
    const { world } = bench.api
    const { project } = world.ensureProject('camp', 'Camp')
    const run = world.submit(project.projectId, 'half.txt', 'prop: tent\nprop: oil lamp\n', options)
    const [tent, lamp] = run.specs
    if (tent === undefined || lamp === undefined) throw new Error('two specs are missing')
    for (const { variantId } of lamp.variants) world.variants.delete(variantId)
    // The one had its pictures before the run was cancelled, the other had not.
    run.specs = [
      { ...tent, stage: 'cancelled' },
      { ...lamp, stage: 'cancelled', variants: [] },
    ]
    run.view = { ...run.view, stage: 'cancelled' }
    const page = await bench.open(`#/runs/${run.view.runId}/oil-lamp`)
    await page.getByText('Nothing was made of this spec: it was cancelled before.').waitFor()
    expect(await specs(page).getByRole('img', { name: 'cancelled' }).count()).toBe(2)
    await page.getByText('– cancelled').waitFor()
    // No place is kept for a picture that will never come.
    expect(await page.locator('.variant').count()).toBe(0)
    await expectNoFaults(page, 'spec-cancelled')
    await page.getByRole('button', { name: 'The whole spec' }).waitFor()
    await page.getByRole('button', { name: 'Edit the spec' }).click()
    await page.getByRole('dialog', { name: 'Edit oil-lamp' }).waitFor()
    await page.keyboard.press('Escape')
    await specs(page).getByRole('button', { name: /^tent/ }).click()
    await page.locator('.variant').nth(3).waitFor()
    expect(await page.getByText('Nothing was made of this spec').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Pick', exact: true }).isDisabled()).toBe(true)
  })
})
