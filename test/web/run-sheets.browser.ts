import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { readZip } from '../api/read-zip.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { findHiddenFocus, findPageFaults } from './page-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('sheets of a run in Chromium', () => {
  const bench = usePageBench()
  let run: FakeRun
  let page: Page
  let made = 0

  beforeEach(async () => {
    const { world } = bench.api
    const { project } = world.ensureProject('camp', 'Camp')
    // A list of its own each time: the same one is the same run.
    const text = `prop: tent\nprop: bedroll\nprop: oil lamp\n# ${(made += 1)}`
    run = world.submit(project.projectId, 'camp.txt', text, options)
    page = await bench.open(`#/runs/${run.view.runId}/tent`)
    await page.getByRole('heading', { name: 'tent', exact: true }).waitFor()
    await expect.poll(() => world.watchers.size).toBeGreaterThan(0)
  })

  /** Approves the first variant of a spec, as another reviewer would. */
  const approve = (key: string) => {
    const { world } = bench.api
    const [variant] = run.specs.find(({ specKey }) => specKey === key)?.variants ?? []
    if (variant === undefined) throw new Error(`no variant of ${key}`)
    const outcome = world.decide(variant.variantId, { verb: 'approve' }, 'Ada')
    expect(outcome.status).toBe('applied')
  }
  const sheet = () => page.getByRole('dialog', { name: 'Export' })

  it('count what is approved while they are open', async () => {
    await page.keyboard.press('x')
    await sheet().getByText('Nothing is approved and finished yet').waitFor()
    await sheet().getByRole('button', { name: 'Export approved assets' }).click()
    await sheet().getByRole('alert').getByText('Nothing is approved and finished.').waitFor()
    approve('bedroll')
    await sheet().getByText('1 of 3 specs are approved and finished.').waitFor()
    approve('oil-lamp')
    await sheet().getByText('2 of 3 specs are approved and finished.').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
  })

  it('give a whole bundle as one file, or say what to do when it does not come', async () => {
    approve('bedroll')
    await page.keyboard.press('x')
    const boxes = sheet().getByRole('group', { name: 'Targets' }).getByRole('checkbox')
    await boxes.first().waitFor()
    expect(await boxes.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))).toEqual([
      ...[true, false, false],
    ])
    await sheet().getByRole('button', { name: 'Export approved assets' }).click()
    const all = sheet().getByRole('button', { name: 'Download all of generic' })
    await all.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), all.click()])
    expect(download.suggestedFilename()).toBe('camp-generic-00000000.zip')
    const paths = readZip(await readFile(await download.path())).map(({ path }) => path)
    expect(paths).toContain('images/cow skull.png')
    await sheet().getByText('camp-generic-00000000.zip is with your downloads').waitFor()
    await sheet()
      .getByText(/^4 files/)
      .click()
    expect(await findPageFaults(page)).toEqual([])
    expect(await findViolationsInBothThemes(page)).toEqual([])
    expect(await findHiddenFocus(page)).toEqual([])
    bench.api.failNext('/api/v1/bundles/', 409)
    await all.click()
    await sheet().getByRole('alert').getByText('A planned failure.').waitFor()
    await Promise.all([
      page.waitForEvent('download'),
      sheet().getByRole('button', { name: 'Try again' }).click(),
    ])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  it('close by Escape and give the focus back', async () => {
    const button = page.getByRole('button', { name: 'Export', exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    await sheet().waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true)
  })
})
