import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPageBench, type PageBench } from './open-page.js'

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
    await page.getByLabel('List, one').fill('prop: tent\nprop: water barrel\n')
    await page.getByLabel('Project').fill('camp')
    await page.getByRole('button', { name: 'Submit', exact: true }).click()
    await page.getByRole('heading', { name: 'tent', exact: true }).waitFor()
    expect(bench.api.world.projects[0]?.key).toBe('camp')
    await page.keyboard.press('h')
    await page.getByText('2 to decide').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})
