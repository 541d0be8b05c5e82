import { describe, expect, it } from 'vitest'
import { stageReview, startApi } from '../api/api-fixture.js'
import { findViolationsInBothThemes } from './find-axe-violations.js'
import { signIn, usePages } from './page-fixture.js'

/** The real routes over a catalogue in memory. */
describe('what waits for me, on the home page in Chromium', () => {
  const pages = usePages()

  it('is counted over all runs, and leads to the spec that waits longest', async () => {
    const api = await startApi({ deps: { webRoot: pages.webDir } })
    const { runId } = await stageReview(api, { specKeys: ['barrel', 'jar'], variantsPerSpec: 2 })
    const page = await pages.newPage()
    await signIn(page, api)
    const next = page.getByRole('region', { name: 'Your next reviews' })
    await next.getByText('2 specs wait for you').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await next.getByRole('link', { name: /^Review / }).click()
    await page.waitForURL(new RegExp(`#/runs/${runId}/(barrel|jar)$`))
  })
})
