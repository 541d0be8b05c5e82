import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { expectNoFaults } from './expect-no-faults.js'
import { findHiddenFocus } from './page-faults.js'
import { signIn, usePages } from './page-fixture.js'

/** The real routes over a catalogue in memory, in local mode: one person, owner of everything. */
describe('settings and account, in Chromium', () => {
  const pages = usePages()
  let api: TestApi
  let projectId: string
  let page: Page

  beforeEach(async () => {
    api = await startApi({ deps: { webRoot: pages.webDir } })
    projectId = (await api.catalogue.projects.ensure({ key: 'keep', name: 'Lantern Keep' })).projectId
    page = await pages.newPage()
  })

  const open = (hash: string) => signIn(page, api, hash)
  const settings = async () => (await api.catalogue.settings.newest(projectId)).settings

  it('saves the art direction, and takes it back by Undo', async () => {
    await open(`#/settings/${projectId}`)
    const words = page.getByRole('textbox', { name: 'Art direction' })
    await words.fill('chunky outlines, warm light')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await settings()).artDirection).toBe('chunky outlines, warm light')
    await page.getByText('Defaults saved').waitFor()
    await expectNoFaults(page, 'settings-defaults')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await settings()).artDirection).toBeUndefined()
    await expect.poll(() => words.inputValue()).toBe('')
  })

  it('adds, changes and takes out palettes, and says what is no colour', async () => {
    await open(`#/settings/${projectId}/palettes`)
    await page.getByRole('textbox', { name: 'Name of a new palette' }).fill('dusk')
    await page.getByRole('textbox', { name: 'What is in it' }).fill('#1b1b1b, pink')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('"pink" is no colour').waitFor()
    await page.getByRole('textbox', { name: 'What is in it' }).fill('1B1B1B #e0b45c')
    await page.getByRole('button', { name: 'Add' }).click()
    await expect.poll(async () => (await settings()).palettes).toEqual({ dusk: ['#1b1b1b', '#e0b45c'] })
    await page.locator('.swatch').nth(1).waitFor()
    await expectNoFaults(page, 'settings-palettes')
    await page.getByRole('button', { name: 'Take out dusk' }).click()
    await expect.poll(async () => (await settings()).palettes).toBeUndefined()
  })

  it('keeps policies in the units of people', async () => {
    await open(`#/settings/${projectId}/policies`)
    await page.getByRole('spinbutton', { name: /Limit of a month/ }).fill('12.5')
    await page.getByRole('checkbox', { name: /Two different people/ }).check()
    await expectNoFaults(page, 'settings-policies')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(async () => (await settings()).policies)
      .toEqual({ monthlyLimitMicros: 12_500_000, review: { signOffs: 2 } })
  })

  it('shows a new key once, and ends it only when asked twice', async () => {
    await open(`#/settings/${projectId}/keys`)
    await page.getByRole('textbox', { name: 'Name of a new key' }).fill('build server')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const shown = page.getByRole('textbox', { name: 'The key, shown this once' })
    expect(await shown.inputValue()).toMatch(/^alk_\S{40,}$/)
    await expectNoFaults(page, 'settings-keys')
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByRole('button', { name: 'End build server for good' }).click()
    await page.getByText('ended').first().waitFor()
    expect(await page.content()).not.toMatch(/alk_\S{40,}/)
  })

  it.each(['tags', 'members', 'webhooks', 'audit'])('has a part %s without faults', async (tab) => {
    await open(`#/settings/${projectId}/${tab}`)
    await page.getByRole('tab', { selected: true }).waitFor()
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0)
    await expectNoFaults(page, `settings-${tab}`)
    expect(await findHiddenFocus(page)).toEqual([])
  })

  it('leads from part to part by arrows and Enter, with an address for each', async () => {
    await open(`#/settings/${projectId}`)
    await page.getByRole('tab', { name: 'Defaults' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForURL(/palettes$/)
    await page.getByRole('textbox', { name: 'Name of a new palette' }).waitFor()
    // Round the end, and by Home and End.
    const steps = { Home: 'Defaults', ArrowLeft: 'Who did what', ArrowRight: 'Defaults', End: 'Who did what' }
    for (const [key, name] of Object.entries(steps)) {
      await page.keyboard.press(key)
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name)
    }
  })

  it('has a map of keys and a search without faults above every part', async () => {
    await open(`#/settings/${projectId}`)
    await page.getByRole('tab', { selected: true }).waitFor()
    for (const [keys, name] of [
      ['?', 'Keys and marks'],
      ['Control+k', 'Find'],
    ] as const) {
      await page.locator('h1').first().click()
      await page.keyboard.press(keys)
      const sheet = page.getByRole('dialog')
      await sheet.waitFor()
      if (name === 'Keys and marks') await sheet.getByRole('heading', { name: 'In a review' }).waitFor()
      await expectNoFaults(page, `settings-${name}`)
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    }
  })

  it('tells who one is, and how to come in when one is not', async () => {
    await open('#/account')
    await page.getByText('You are the person at this machine').waitFor()
    await page.getByRole('link', { name: 'Settings' }).waitFor()
    await expectNoFaults(page, 'settings-account')
    await page.context().clearCookies()
    await page.goto(`${api.url}/#/`)
    await page.reload()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByText('npx assetloom status').waitFor()
    await expectNoFaults(page, 'settings-sign-in')
  })

  it('says of a project that is not there what to do', async () => {
    await open('#/settings/prj_none')
    await page.getByRole('heading', { name: 'There is no such project' }).waitFor()
  })
})
