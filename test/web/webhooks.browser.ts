import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryState } from '../../core/webhooks/webhook-ports.js'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { join, startStudio } from '../api/sign-in-fixture.js'
import { expectNoFaults } from './expect-no-faults.js'
import { findHiddenFocus } from './page-faults.js'
import { signIn, usePages } from './page-fixture.js'

const address = 'https://example.com/hooks/assetloom'

/** The real routes over a catalogue in memory; what receivers answer is written as the workflow would note it. */
describe('the webhooks of a project, in Chromium', () => {
  const pages = usePages()
  let api: TestApi
  let projectId: string
  let page: Page

  beforeEach(async () => {
    api = await startApi({ deps: { webRoot: pages.webDir } })
    projectId = (await api.catalogue.projects.ensure({ key: 'keep', name: 'Lantern Keep' })).projectId
    page = await pages.newPage()
    await signIn(page, api, `#/settings/${projectId}/webhooks`)
  })

  const hooks = () => api.catalogue.webhooks.list(projectId)
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const add = async () => {
    const settings = { url: address, events: ['runFinished'] as const, description: 'chat', isActive: true }
    return await api.catalogue.webhooks.create({ projectId, settings, secret: 'whsec_', createdBy: 'ana' })
  }
  const note = async (
    deliveryId: string,
    state: DeliveryState,
    status: number,
    nextTryInMs: number | null,
  ) => {
    const tried = { projectId, deliveryId, round: 1, tryNumber: 1, state, status, nextTryInMs }
    const failure = state === 'delivered' ? null : `answered ${status}`
    await api.catalogue.webhooks.noteTry({ ...tried, failure })
  }

  /** Tests that were taken at once. */
  const deliver = async (webhookId: string, count: number) => {
    for (let sent = 0; sent < count; sent += 1) {
      const delivery = await api.catalogue.webhooks.sendTest(projectId, webhookId)
      await note(delivery?.deliveryId ?? '', 'delivered', 200, null)
    }
  }

  it('teach while there are none, and say at its field what is wrong', async () => {
    await page.getByText('Nobody is told yet').waitFor()
    await page.getByLabel('How to check a signature').waitFor()
    await expectNoFaults(page, 'webhooks-none')
    const url = page.getByRole('textbox', { name: 'Address' })
    for (const [text, fault] of [
      ['', 'Give the address'],
      ['ftp://example.com/', 'does not begin with https://'],
      ['https://ana:secret@example.com/', 'has a user or password in it'],
      // Only the server knows that it may not.
      ['http://127.0.0.1:9/hook', 'is plain HTTP'],
    ] as const) {
      await url.fill(text)
      await button('Add').click()
      await page.getByRole('alert').filter({ hasText: fault }).waitFor()
      expect(await url.getAttribute('aria-invalid')).toBe('true')
    }
    await url.fill(address)
    await page.getByText('is plain HTTP').waitFor({ state: 'detached' })
    for (const name of [/A run has ended/, /waits for people/])
      await page.getByRole('checkbox', { name }).uncheck()
    await button('Add').click()
    await page.getByRole('alert').filter({ hasText: 'Choose at least one' }).waitFor()
    await expectNoFaults(page, 'webhooks-refused')
    expect(await hooks()).toEqual([])
  })

  it('are added by keys alone; the secret is shown once, and another one when it is asked for', async () => {
    await page.getByRole('textbox', { name: 'Address' }).focus()
    await page.keyboard.type(address)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    const shown = page.getByRole('textbox', { name: 'The secret of example.com, shown this once' })
    const secret = await shown.inputValue()
    // What is to be copied has the focus, chosen as a whole.
    await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe(secret)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const [hook] = await hooks()
    expect(hook).toMatchObject({ url: address, events: ['reviewWaiting'], isActive: true })
    await expectNoFaults(page, 'webhooks-secret')
    await button('Done').click()
    expect(await page.content()).not.toContain(secret)
    await button(`New secret: ${address}`).click()
    await button('No').click()
    await button(`New secret: ${address}`).click()
    await button('Make a new secret now').click()
    await expect.poll(() => shown.inputValue()).toMatch(/^whsec_/)
    expect(await shown.inputValue()).not.toBe(secret)
    await button('Add another').click()
    await page.getByRole('textbox', { name: 'Address' }).waitFor()
    await page.keyboard.type('https://example.org/')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await hooks()).map(({ url }) => url))
      .toEqual([address, 'https://example.org/'])
    await page.getByRole('textbox', { name: 'The secret of example.org, shown this once' }).waitFor()
    await expectNoFaults(page, 'webhooks-two')
  })

  it('show what became of a test without being asked, and send again what was given up', async () => {
    const { webhookId } = await add()
    await page.reload()
    await page.getByText('Nothing was sent yet.').waitFor()
    await button('Send a test').click()
    await page.getByText('on its way', { exact: false }).first().waitFor()
    const list = () => api.catalogue.webhooks.deliveries({ projectId, webhookId, limit: 9 })
    const [{ delivery }] = (await list()) as [Awaited<ReturnType<typeof list>>[number]]
    await note(delivery.deliveryId, 'pending', 503, 10_000)
    await page.getByText('not taken yet: answered 503 (try 1 of 10)').waitFor()
    await button('Deliveries').click()
    await expectNoFaults(page, 'webhooks-deliveries')
    await note(delivery.deliveryId, 'failed', 500, null)
    await page.getByText('answered 500').nth(1).waitFor()
    await button(/^Send once more: test whd_\S+$/).click()
    await expect.poll(async () => (await list())[0]?.delivery.round).toBe(2)
    await page.getByText('on its way', { exact: false }).nth(1).waitFor()
  })

  it('read older deliveries page by page by keys, and keep them while newer ones come', async () => {
    const { webhookId } = await add()
    await deliver(webhookId, 45)
    await page.reload()
    await button('Deliveries').click()
    const rows = page.getByRole('listitem', { name: address }).locator('.webhook-id')
    const focused = () =>
      page.evaluate(() => document.activeElement?.querySelector('.webhook-id')?.textContent)
    const idsSent = async () =>
      (await api.catalogue.webhooks.deliveries({ projectId, webhookId, limit: 99 })).map(
        ({ delivery }) => delivery.deliveryId,
      )
    await page.getByText('The newest 20.').waitFor()
    expect(await rows.allTextContents()).toEqual((await idsSent()).slice(0, 20))
    await expectNoFaults(page, 'webhooks-older')
    for (const shown of [20, 40]) {
      await button('Show 20 older').focus()
      await page.keyboard.press('Enter')
      await expect.poll(focused).toBe((await idsSent())[shown])
    }
    await page.getByText('All 45.').waitFor()
    expect(await button('Show 20 older').count()).toBe(0)
    expect(await rows.allTextContents()).toEqual(await idsSent())
    await expectNoFaults(page, 'webhooks-all')
    await button('Send a test').click()
    await page.getByText('All 46.').waitFor()
    expect(await rows.allTextContents()).toEqual(await idsSent())
  })

  it('say why older deliveries did not come, and show them when asked again', async () => {
    const { webhookId } = await add()
    await deliver(webhookId, 21)
    await page.reload()
    await button('Deliveries').click()
    await button('Show 20 older').waitFor()
    const problem = {
      type: 'urn:test',
      title: 'planned',
      status: 409,
      detail: 'A planned failure.',
      hint: '',
    }
    await page.route(/deliveries\?limit=20&cursor=/, (route) => route.fulfill({ status: 409, json: problem }))
    await button('Show 20 older').click()
    await page.getByRole('alert').getByText('A planned failure.').waitFor()
    expect(await page.locator('.webhook-id').count()).toBe(20)
    await page.unroute(/deliveries\?limit=20&cursor=/)
    await button('Show 20 older').click()
    await page.getByText('All 21.').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('are paused, changed and taken back by Undo, and deleted only when asked twice', async () => {
    await add()
    await page.reload()
    await button('Pause').click()
    // At once: the offer stands for seconds only.
    await button('Undo').click()
    await expect.poll(async () => (await hooks())[0]?.isActive).toBe(true)
    await button('Pause').click()
    await page.getByText('paused: events of now are not sent later').waitFor()
    expect(await button('Send a test').isDisabled()).toBe(true)
    await button('Go on').click()
    await page.getByText('● active').waitFor()
    await button('Change').click()
    await page.getByRole('checkbox', { name: /is overdue/ }).check()
    await page.getByRole('textbox', { name: 'What it is for' }).fill('build server')
    await expectNoFaults(page, 'webhooks-change')
    await button('Save').click()
    await expect
      .poll(async () => (await hooks())[0])
      .toMatchObject({
        ...{ events: ['runFinished', 'reviewOverdue'], description: 'build server', isActive: true },
      })
    await page.getByText('build server').first().waitFor()
    await button(`Delete: ${address}`).click()
    expect(await hooks()).toHaveLength(1)
    await button('Delete it and its deliveries for good').click()
    await page.getByText('Nobody is told yet').waitFor()
    expect(await hooks()).toEqual([])
  })

  it('are for owners: others read what they are, and whom to ask', async () => {
    const studio = await startStudio({ deps: { webRoot: pages.webDir } })
    const { projectId: theirs } = await studio.catalogue.projects.ensure({ key: 'keep', name: 'Keep' })
    const { cookie } = await join(studio, theirs, 'editor', 'ada')
    const [name = '', value = ''] = cookie.split(/=(.*)/)
    await page.context().addCookies([{ name, value, url: studio.url }])
    await page.goto(`${studio.url}/#/settings/${theirs}/webhooks`)
    await page.getByText('Owners of the project set them up').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    await expectNoFaults(page, 'webhooks-editor')
  })

  it('say why one was switched off by its receiver, and show where the focus is', async () => {
    const { webhookId } = await add()
    await api.catalogue.webhooks.switchOff(
      projectId,
      webhookId,
      'its receiver answered 410: it wants no more',
    )
    await page.reload()
    await page.getByText('switched off: its receiver answered 410').waitFor()
    await expectNoFaults(page, 'webhooks-off')
    await page.getByRole('tab', { selected: true }).focus()
    expect(await findHiddenFocus(page)).toEqual([])
    await button('Go on').click()
    await page.getByText('● active').waitFor()
    expect((await hooks())[0]).toMatchObject({ isActive: true, offReason: null })
  })
})
