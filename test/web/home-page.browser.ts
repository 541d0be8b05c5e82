import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quietReport } from '../clients/fake-world.js'
import { openPageBench, type PageBench } from './open-page.js'
import { findHiddenFocus, findPageFaults } from './page-faults.js'

describe('home page in Chromium', () => {
  let bench: PageBench

  beforeAll(async () => {
    bench = await openPageBench()
  })
  afterAll(async () => {
    await bench.close()
  })

  it('teaches the first step when there is nothing, takes a pasted list, and lists its run', async () => {
    const { page, complaints } = await bench.open('')
    await page.getByText('npx assetloom wishlist add FILE').waitFor()
    await page.keyboard.press('n')
    await page.getByRole('dialog', { name: 'Submit a list' }).waitFor()
    expect(await findPageFaults(page)).toEqual([])
    await page.getByLabel('Wishlist: free text').fill('prop: tent\nprop: water barrel\n')
    await page.getByLabel('Project').fill('camp')
    await page.getByRole('button', { name: 'Submit', exact: true }).click()
    await page.getByRole('heading', { name: 'tent', exact: true }).waitFor()
    expect(bench.api.world.projects[0]?.key).toBe('camp')
    await page.keyboard.press('h')
    await page.getByText('2 to decide').waitFor()
    expect(await findPageFaults(page)).toEqual([])
    await page.keyboard.press('t')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    expect(await findPageFaults(page)).toEqual([])
    expect(await findHiddenFocus(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  it('tells what happened since the last visit, and nothing when nothing did', async () => {
    bench.api.world.report = {
      ...quietReport,
      made: { specs: 32, variants: 128, assets: 30, bundles: 1, decisions: 31 },
      away: [{ part: 'service', from: '2026-11-21T03:12:00.000Z', to: '2026-11-21T05:02:00.000Z' }],
    }
    const told = await bench.open('')
    const section = told.page.getByLabel('Since your last visit')
    await section.getByText('32 specs, 128 variants, 30 assets, 1 bundle; 31 decisions').waitFor()
    await section.getByText('0, doubled 0 (counted in the catalogue)').waitFor()
    expect(told.complaints).toEqual([])
    await told.page.close()
    bench.api.world.report = quietReport
    const quiet = await bench.open('')
    await quiet.page.getByText('2 to decide').waitFor()
    expect(await quiet.page.getByLabel('Since your last visit').textContent()).toBe('')
    await quiet.page.close()
  })
})
