import { describe, expect, it } from 'vitest'
import { quietReport } from '../clients/fake-world.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { findHiddenFocus, findPageFaults } from './page-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('home page in Chromium', () => {
  const bench = usePageBench()

  it('teaches the first step when there is nothing, and lists runs by who has to do something', async () => {
    const page = await bench.open('')
    await page.getByRole('link', { name: 'Try the sample list' }).waitFor()
    const { world } = bench.api
    const { project } = world.ensureProject('camp', 'Camp')
    world.submit(project.projectId, 'camp.txt', 'prop: tent\nprop: water barrel\n', options)
    await page.getByText('2 to decide').waitFor()
    const waits = page.getByRole('region', { name: 'Waits for you' })
    expect(await waits.getByRole('link').count()).toBe(1)
    expect(await findPageFaults(page)).toEqual([])
    await page.keyboard.press('t')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    expect(await findPageFaults(page)).toEqual([])
    expect(await findViolationsInBothThemes(page)).toEqual([])
    expect(await findHiddenFocus(page)).toEqual([])
  })

  it('finds specs, runs and commands by Ctrl K, and goes there by Enter', async () => {
    const page = await bench.open('')
    await page.getByText('2 to decide').waitFor()
    await page.keyboard.press('Control+k')
    const sheet = page.getByRole('dialog', { name: 'Find' })
    await sheet.getByRole('combobox').waitFor()
    await page.keyboard.type('water')
    await sheet.getByRole('option', { name: /water-barrel/ }).waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/runs\/.*\/water-barrel$/)
    await page.goto(`${bench.api.url}/#/`)
    await page.getByText('2 to decide').waitFor()
    await page.keyboard.press('Control+k')
    await sheet.getByRole('combobox').waitFor()
    await page.keyboard.type('keys')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Keys and marks' }).waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
  })

  it('has a menu that opens, walks and closes by keys, and gives the focus back', async () => {
    const page = await bench.open('')
    await page.getByText('2 to decide').waitFor()
    const button = page.getByRole('button', { name: 'Menu' })
    for (const _again of [1, 2]) {
      await button.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menu', { name: 'Menu' }).waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.getByRole('menu').count()).toBe(0)
      await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true)
    }
    await page.keyboard.press('Enter')
    await page.getByRole('menu', { name: 'Menu' }).waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/(account|gpu)$/)
  })

  it('has single keys that can be switched off for good, and says so', async () => {
    const page = await bench.open('')
    await page.getByText('2 to decide').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: /^Keys without Ctrl/ }).uncheck()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.reload()
    await page.getByText('2 to decide').waitFor()
    await page.keyboard.press('n')
    expect(await page.evaluate(() => location.hash)).not.toContain('intake')
    expect(await page.getByRole('button', { name: 'New list' }).textContent()).toBe('New list')
    await page.evaluate(() => localStorage.clear())
  })

  it('tells what happened since the last visit, and nothing when nothing did', async () => {
    bench.api.world.report = {
      ...quietReport,
      made: { specs: 32, variants: 128, assets: 30, bundles: 1, decisions: 31 },
      away: [{ part: 'service', from: '2026-11-21T03:12:00.000Z', to: '2026-11-21T05:02:00.000Z' }],
    }
    const told = await bench.open('')
    const section = told.getByLabel('Since your last visit')
    await section.getByText('32 specs, 128 variants, 30 assets, 1 bundle; 31 decisions').waitFor()
    await section.getByText('0, doubled 0 (counted in the catalogue)').waitFor()
    await told.close()
    bench.api.world.report = quietReport
    const quiet = await bench.open('')
    await quiet.getByText('2 to decide').waitFor()
    expect(await quiet.getByLabel('Since your last visit').textContent()).toBe('')
  })
})
