import { rm } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoginLink } from '../../core/http/http-api.js'
import { stageReview, startApi } from '../api/api-fixture.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { buildPage, launchBrowser, newPage } from './open-page.js'

/** The real routes over a catalogue in memory. */
describe('what waits for me, on the home page in Chromium', () => {
  let webDir: string
  let browser: Browser

  beforeAll(async () => {
    webDir = await buildPage()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await rm(webDir, { recursive: true, force: true })
  })

  it('is counted over all runs, and leads to the spec that waits longest', async () => {
    const api = await startApi({ deps: { webRoot: webDir } })
    const { runId } = await stageReview(api, { specKeys: ['barrel', 'jar'], variantsPerSpec: 2 })
    const { page, complaints } = await newPage(browser)
    await page.goto((await api.post<LoginLink>('/api/v1/login-links')).body.url)
    const next = page.getByRole('region', { name: 'Your next reviews' })
    await next.getByText('2 specs wait for you').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await next.getByRole('link', { name: /^Review / }).click()
    await page.waitForURL(new RegExp(`#/runs/${runId}/(barrel|jar)$`))
    expect(complaints).toEqual([])
    await page.close()
  })
})
