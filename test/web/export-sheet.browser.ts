import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { finishAsset, stageReview, startApi, type TestApi } from '../api/api-fixture.js'
import { expectNoFaults } from './expect-no-faults.js'
import { signIn, usePages } from './page-fixture.js'

/** The real routes over a catalogue in memory: what is asked for is what the API takes. */
describe('the export sheet on the real API, in Chromium', () => {
  const pages = usePages()
  let api: TestApi
  let projectId: string
  let page: Page
  let asked: unknown[]

  beforeEach(async () => {
    api = await startApi({ deps: { webRoot: pages.webDir } })
    const staged = await stageReview(api, { specKeys: ['barrel', 'crate'] })
    projectId = staged.project.projectId
    const [barrel] = staged.variants
    if (barrel === undefined) throw new Error('there is no variant')
    await api.post(`/api/v1/variants/${barrel.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, barrel)
    page = await pages.newPage()
    asked = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/bundles'))
        asked.push(request.postDataJSON())
    })
    await signIn(page, api, `#/runs/${staged.runId}/crate`)
    await page.getByRole('heading', { name: 'crate', exact: true }).waitFor()
  })

  const sheet = () => page.getByRole('dialog', { name: 'Export' })
  const open = async () => {
    await page.keyboard.press('x')
    await sheet().getByRole('button', { name: 'Export approved assets' }).waitFor()
  }
  const bundle = (name: string) => sheet().getByRole('listitem').filter({ hasText: name })

  it('asks for a kind that is chosen by keys, and teaches how a profile is made', async () => {
    await open()
    await sheet().getByText('npx assetloom profile set NAME --project desert').waitFor()
    expect(await sheet().getByRole('combobox').count()).toBe(0)
    await expectNoFaults(page, 'export-no-profile')
    await sheet().getByRole('radio', { name: 'Approved', checked: true }).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Provisional')
    await page.keyboard.press('Space')
    await sheet().getByText('a placeholder stands where nothing is approved yet').waitFor()
    await sheet().getByText('--provisional --out DIR').waitFor()
    await sheet().getByRole('button', { name: 'Export provisionally' }).press('Enter')
    await bundle('generic, provisional').waitFor()
    expect(asked).toEqual([{ targets: ['generic'], kind: 'provisional' }])
  })

  it('says what is in the way of a release, and leads to the spec', async () => {
    await open()
    await sheet().getByRole('radio', { name: 'Release' }).click()
    await sheet().getByRole('button', { name: 'Export for release' }).click()
    const ways = sheet().getByRole('list', { name: 'In the way of the release' })
    await ways.getByRole('link', { name: 'barrel' }).waitFor()
    expect(await ways.getByRole('listitem').count()).toBe(2)
    await expectNoFaults(page, 'export-refused')
    await ways.getByRole('link', { name: 'barrel' }).click()
    await page.getByRole('heading', { name: 'barrel', exact: true }).waitFor()
    expect(await sheet().count()).toBe(0)
  })

  it('offers the profiles of the project, each of which names its target', async () => {
    const profile = { target: 'pixi', scale: 3, layout: 'flat', formats: ['png', 'webp'] } as const
    await api.catalogue.bundles.saveProfile({
      ...{ projectId, name: 'steam' },
      profile: { ...profile, formats: [...profile.formats] },
    })
    await open()
    const field = sheet().getByRole('combobox', { name: 'Profile' })
    // As it was before there were any.
    expect(await field.inputValue()).toBe('')
    expect(await field.getByRole('option').allTextContents()).toEqual([
      ...['none', 'steam: pixi, scale 3, flat, png and webp'],
    ])
    await sheet().getByRole('button', { name: 'Export approved assets' }).click()
    await bundle('generic').waitFor()
    await field.focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => field.inputValue()).toBe('steam')
    expect(await sheet().getByRole('group', { name: 'Targets' }).count()).toBe(0)
    await sheet().getByText('--profile steam --out DIR').waitFor()
    await expectNoFaults(page, 'export-profile')
    await sheet().getByRole('button', { name: 'Export approved assets' }).click()
    await bundle('pixi, steam').waitFor()
    expect(asked).toEqual([{ targets: ['generic'] }, { profile: 'steam' }])
  })
})
