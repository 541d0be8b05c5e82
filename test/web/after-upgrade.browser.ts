import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { usePageBench } from './page-fixture.js'

describe('a page one of whose scripts is not there', () => {
  const bench = usePageBench()
  const openHome = async () => {
    const page = await bench.open('')
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.evaluate(() => Object.assign(window, { isSameLoad: true }))
    return page
  }
  const missScript = async (page: Page) =>
    await page.evaluate(() => void window.dispatchEvent(new Event('vite:preloadError')))
  /** A load that is under way would end this. */
  const stays = async (page: Page) => {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    expect(await isSameLoad(page)).toBe(true)
  }
  const isSameLoad = async (page: Page) => await page.evaluate(() => 'isSameLoad' in window)

  it('loads itself again after an upgrade, once a minute at most', async () => {
    const page = await openHome()
    await missScript(page)
    await expect.poll(() => isSameLoad(page).catch(() => true)).toBe(false)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.evaluate(() => Object.assign(window, { isSameLoad: true }))
    const asked = page.waitForResponse((response) => response.request().method() === 'HEAD')
    await missScript(page)
    await asked
    await stays(page)
  })

  it('stays as it is while nobody answers, and loads itself again when somebody does', async () => {
    const page = await openHome()
    await bench.api.down()
    const refused = page.waitForEvent('requestfailed', (request) => request.method() === 'HEAD')
    await missScript(page)
    await refused
    await stays(page)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await bench.api.up()
    await missScript(page)
    await expect.poll(() => isSameLoad(page).catch(() => true)).toBe(false)
  })
})
