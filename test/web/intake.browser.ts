import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { refineOrder } from '../../core/intake/refine-order.js'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { expectNoFaults } from './expect-no-faults.js'
import { findHiddenFocus } from './page-faults.js'
import { signIn, usePages } from './page-fixture.js'

/** The real routes over a catalogue in memory; the test does what the workflow would. */
describe('handing a list in, in Chromium', () => {
  const pages = usePages()
  let api: TestApi
  let page: Page

  beforeEach(async () => {
    api = await startApi({ deps: { webRoot: pages.webDir } })
    page = await pages.newPage()
    await signIn(page, api)
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor()
  })

  const newestRun = async () => (await api.catalogue.runs.list({ limit: 1 }))[0]
  const refine = async () => {
    await expect.poll(async () => (await newestRun())?.stage).toBe('refining')
    const run = await newestRun()
    if (run === undefined) throw new Error('no run')
    const revision = await api.catalogue.intake.loadRevision(run.projectId, run.wishlistRevisionId)
    await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
    await api.catalogue.runs.setStage(run.runId, 'generating')
    await api.catalogue.runs.setPaused(run.runId, true)
    api.notify(run.projectId)
    return run
  }

  it('teaches the first steps, and reads, corrects and starts the sample list by keyboard alone', async () => {
    await expectNoFaults(page, 'intake-first-steps')
    await page.getByRole('link', { name: 'Try the sample list' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'New list' }).waitFor()
    const text = page.getByRole('textbox', { name: 'The list' })
    expect(await text.inputValue()).toContain('moth knight')
    await page.getByText('A new project: everything in it is new.').waitFor()
    await expectNoFaults(page, 'intake-draft')
    await page.keyboard.press('Control+Enter')
    const run = await refine()
    const became = page.getByRole('list', { name: 'What each sentence became' })
    await became.getByText('not understood').first().waitFor()
    expect(await became.locator('li').first().textContent()).toContain('The bank is closed on Mondays')
    await page.getByText(/jobs for 7 specs/).waitFor()
    await expectNoFaults(page, 'intake-read')
    expect(await findHiddenFocus(page)).toEqual([])
    expect(api.gateway.delivered.filter((one) => one.kind === 'signalRun')).toEqual([])
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => api.gateway.delivered.some((one) => one.kind === 'signalRun' && one.signal === 'resumeRun'))
      .toBe(true)
    await page.waitForURL(new RegExp(run.runId))
  })

  it('keeps a typed list over a reload, and says what is wrong before anything is sent', async () => {
    await page.keyboard.press('n')
    const text = page.getByRole('textbox', { name: 'The list' })
    await text.waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Write or paste a list first.').waitFor()
    await text.fill('prop: tent\n')
    await page.getByLabel('Project').fill('No Such Key')
    await page.keyboard.press('Control+Enter')
    await page.getByText('The project is lower-case words joined by -').waitFor()
    await page.getByLabel('Project').fill('camp')
    await page.reload()
    await expect.poll(() => text.inputValue()).toBe('prop: tent\n')
    expect(await newestRun()).toBeUndefined()
  })

  it('takes a dropped file with its name, and goes back to the text with E', async () => {
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'The list' }).waitFor()
    const files = [
      { name: 'wagons.md', mimeType: 'text/markdown', buffer: Buffer.from('## Props\n- wagon\n') },
    ]
    await page.locator('.file-button input').setInputFiles(files)
    await expect.poll(() => page.getByLabel('List name').inputValue()).toBe('wagons.md')
    await page.getByRole('button', { name: 'Read it' }).click()
    await refine()
    await page.getByRole('button', { name: 'Edit wagon' }).waitFor()
    await page.getByRole('button', { name: 'Edit wagon' }).click()
    await page.getByRole('dialog', { name: 'Edit wagon' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('e')
    expect(await page.getByRole('textbox', { name: 'The list' }).inputValue()).toContain('wagon')
  })
})
