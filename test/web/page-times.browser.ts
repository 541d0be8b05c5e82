import { describe, expect, it } from 'vitest'
import { quietReport } from '../clients/fake-world.js'
import { expectNoFaults } from './expect-no-faults.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

const dayMs = 86_400_000
const reader = { timezoneId: 'Asia/Kolkata', locale: 'en-GB' } as const
/** As the browser of this reader writes it: 20 Nov 2026, 14:02:05 GMT+5:30. */
const exact = /\d{4}.* \d\d:\d\d:\d\d.* GMT\+5:30$/
const clock = /(Sun|Mon|Tue|Wed|Thu|Fri|Sat) \d\d:\d\d GMT\+5:30/

describe('times on the page, for a reader in Kolkata', () => {
  const bench = usePageBench()

  it('have their zone where they are not of today, and all of it on hover', async () => {
    const { world } = bench.api
    const { project } = world.ensureProject('camp', 'Camp')
    const run = world.submit(project.projectId, 'camp.txt', 'prop: tent\n', options)
    const since = new Date(Date.now() - 3 * dayMs).toISOString()
    const wait = { kind: 'permit', count: 1, whom: 'a GPU slot', hint: '' } as const
    const waitsFor = [
      { ...wait, since, what: '1 spec waits for a GPU slot' },
      { ...wait, since: new Date().toISOString(), what: '1 spec waits for a loom' },
    ]
    run.view = { ...run.view, waitsFor }
    world.report = { ...quietReport, made: { ...quietReport.made, variants: 12 } }
    const page = await bench.open('', reader)
    await page.getByText('camp.txt').waitFor()
    await page.evaluate((seen) => localStorage.setItem('assetloom-last-seen', seen), `${Date.parse(since)}`)
    await page.reload()
    const heading = page.getByRole('heading', { name: /^Since/ })
    await heading.waitFor()
    expect(await heading.textContent()).toMatch(clock)
    expect(await heading.locator('time').getAttribute('title')).toMatch(exact)
    expect(await page.locator('.report-lines').getAttribute('title')).toBe('Times are GMT+5:30.')
    const row = page.getByRole('link').filter({ hasText: 'camp.txt' })
    const says = (await row.textContent()) ?? ''
    expect(says).toMatch(new RegExp(`1 spec waits for a GPU slot, since ${clock.source}\\.`))
    // The same day tells itself.
    expect(says).toMatch(/1 spec waits for a loom, since \d\d:\d\d\./)
    for (const time of await row.locator('time').all())
      expect(await time.getAttribute('title')).toMatch(exact)
    await expectNoFaults(page, 'times-home')
    await row.click()
    const told = page.getByRole('status').filter({ hasText: 'waits for a GPU slot' })
    await told.waitFor()
    expect(await told.textContent()).toMatch(
      new RegExp(`since ${clock.source}; 1 spec waits for a loom, since \\d\\d:\\d\\d`),
    )
    expect(await told.locator('time').first().getAttribute('title')).toMatch(exact)
    await expectNoFaults(page, 'times-run')
  })
})
