import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { findPageFaults } from './page-faults.js'

/** CSS pixels. */
const phone = { width: 390, height: 844 }

/** For somebody to look at: SHOTS names a folder. */
export async function takeShot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/**
 * Nobody stumbles over the page as it is now, in either theme, and on a phone it does not scroll sideways. Afterwards it is
 * dark, and as wide as before.
 */
export async function expectNoFaults(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme)
    await takeShot(page, `${name}-${theme}`)
    expect({ theme, faults: await findPageFaults(page) }).toEqual({ theme, faults: [] })
  }
  expect(await findViolationsInBothThemes(page)).toEqual([])
  const before = page.viewportSize()
  if (before === null) throw new Error('the page has no size of its own')
  await page.setViewportSize(phone)
  await takeShot(page, `${name}-phone`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await page.setViewportSize(before)
}
