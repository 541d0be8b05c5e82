import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findAxeViolations } from '../web/find-axe-violations.js'
import { launchBrowser, newPage, type OpenedPage } from '../web/open-page.js'
import { startProduct, type StartedProduct } from './start-product.js'

// A real stack paints and packs while axe reads twenty pages: on a busy machine that takes a multiple of its usual time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const list = `# Ferry camp (pixel art, 32x32 unless said otherwise)
prop: water barrel
prop: oil lamp
character: ferryman with a long pole
tile: wet planks
The ferry is late on Mondays.
`
/** Tab stops that a person has the patience for. */
const stopsMax = 120

/** `DAY_SHOTS=folder` keeps the pictures of every page, light and dark, to be looked at. */
const shots = process.env['DAY_SHOTS'] ?? mkdtempSync(join(tmpdir(), 'assetloom-day-'))

describe('a day of work by keyboard only, on the whole product', () => {
  let product: StartedProduct
  let browser: Browser
  let opened: OpenedPage
  let page: Page
  /** What axe found: page and theme, then the rule. */
  const found: string[] = []

  beforeAll(async () => {
    product = await startProduct()
    browser = await launchBrowser()
    opened = await newPage(browser)
    page = opened.page
    page.setDefaultTimeout(20_000)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    if (process.env['DAY_SHOTS'] === undefined) rmSync(shots, { recursive: true, force: true })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot({ path: join(shots, 'failed.png') })
  })

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const heading = (name: string | RegExp) =>
    page.getByRole('heading', { name, exact: true }).first().waitFor()

  /** Goes to a control as somebody without a mouse does; fails when Tab never gets there. */
  const tabTo = async (target: Locator) => {
    await target.waitFor()
    for (let stop = 0; stop < stopsMax; stop += 1) {
      if (await target.evaluate((one) => one === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${stopsMax} presses of Tab do not lead to ${String(target)}`)
  }
  const enter = async (target: Locator) => {
    await tabTo(target)
    await page.keyboard.press('Enter')
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name })

  /** A picture of the page and what axe says of it, in light and dark. */
  const look = async (name: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme)
      await page.screenshot({ path: join(shots, `${name}-${theme}.png`) })
      found.push(...(await findAxeViolations(page)).map((one) => `${name}, ${theme}: ${one}`))
    }
  }
  const runId = () => /#\/(?:runs|lists)\/([^/]+)/.exec(page.url())?.[1] ?? ''
  const specs = async () => (await product.ask<{ specs: SeenSpec[] }>(`/runs/${runId()}/specs`)).specs
  const specOf = async (key: string) => (await specs()).find(({ specKey }) => specKey === key)

  it('signs in by the printed link, which works once', async () => {
    await page.goto(product.loginUrl)
    await heading('No runs yet')
    await look('home-empty')
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(product.loginUrl)
    await stranger.getByText('That link was used already, or is too old.').waitFor()
    await stranger.getByRole('heading', { name: 'Sign in to Assetloom' }).waitFor()
    found.push(...(await findAxeViolations(stranger)).map((one) => `sign-in: ${one}`))
    await stranger.screenshot({ path: join(shots, 'sign-in.png') })
    await stranger.context().close()
  })

  it('pastes a list, sees what each sentence became and what it costs, and starts it', async () => {
    await press('n')
    await tabTo(page.getByRole('textbox', { name: 'The list' }))
    await page.keyboard.insertText(list)
    await page.getByText('A new project: everything in it is new.').waitFor()
    await look('intake')
    await press('Control+Enter')
    const became = page.getByRole('list', { name: 'What each sentence became' })
    await page.getByText(/jobs for 4 specs/).waitFor()
    await became.getByText('rejected The ferry is late on Mondays').waitFor()
    await look('intake-read')
    await press('Control+Enter')
    await page.waitForURL(/#\/runs\/run_/)
  })

  it('watches until all pictures are made', async () => {
    await heading('water-barrel')
    await look('run')
    await page.getByText('All pictures are made.').waitFor({ timeout: 120_000 })
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
    await look('review')
  })

  it('compares, picks, takes it back and picks another', async () => {
    await press('c')
    await page.getByRole('region', { name: 'Comparison' }).waitFor()
    await look('compare')
    await press('d', 'd', 'd')
    await page.getByText('% of the pixels differ').waitFor()
    await press('Escape', 'p')
    await heading('oil-lamp')
    await press('u')
    await heading('water-barrel')
    await expect.poll(async () => verdicts(await specOf('water-barrel'))).not.toContain('approved')
    await press('2', 'p')
    await heading('oil-lamp')
    await expect
      .poll(async () => verdicts(await specOf('water-barrel')))
      .toEqual(['notChosen', 'approved', 'notChosen', 'notChosen'])
  })

  it('makes one again with other words', async () => {
    await press('g')
    await tabTo(page.getByRole('textbox', { name: 'Prompt' }))
    await press('Control+End')
    await page.keyboard.type(', with a cracked glass')
    await look('regenerate')
    await enter(button('Make again with changes'))
    await expect.poll(async () => (await specOf('oil-lamp'))?.round, { timeout: 30_000 }).toBe(2)
    await expect.poll(async () => (await specOf('oil-lamp'))?.stage, { timeout: 60_000 }).toBe('reviewing')
  })

  it('approves the best of all that still wait, and exports', async () => {
    await page.getByText('3 left to decide').waitFor()
    await press('Shift+A')
    await page.getByRole('dialog').waitFor()
    await look('approve-all')
    await enter(button(/^Approve 3/))
    await expect
      .poll(async () => (await specs()).map(({ stage }) => stage), { timeout: 60_000 })
      .toEqual(['done', 'done', 'done', 'done'])
    await page.getByText('Done: 4 of 4 assets finished.').waitFor()
    await press('x')
    await page.getByText('4 of 4 specs are approved and finished.').waitFor()
    await enter(button('Export approved assets'))
    await page.getByText('published').first().waitFor({ timeout: 60_000 })
    await look('export')
  })

  it('downloads the picked picture', async () => {
    await enter(page.getByRole('dialog').locator('summary').first())
    const link = page.getByRole('link', { name: /water-barrel.*\.png$/ }).first()
    await tabTo(link)
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    const { format, width, height } = await sharp(readFileSync(await download.path())).metadata()
    expect(format).toBe('png')
    expect([width, height].every((side) => side > 8 && side <= 32)).toBe(true)
    await press('Escape')
  })

  it('goes to every other page, and back', async () => {
    await press('l')
    await page.waitForURL(/#\/lists\//)
    await heading(/./)
    await look('reading')
    await press('l')
    await page.waitForURL(/#\/runs\//)
    await enter(page.getByRole('link', { name: 'Settings' }))
    await page.getByRole('tab', { name: 'Defaults', selected: true }).waitFor()
    await look('settings')
    await tabTo(page.getByRole('tab', { name: 'Defaults' }))
    // The focus follows an arrow in the next frame: a person sees it before the next press.
    for (const name of ['Palettes', 'Tags', 'Policies', 'Members']) {
      await press('ArrowRight')
      const tab = page.getByRole('tab', { name })
      await expect.poll(() => tab.evaluate((one) => one === document.activeElement)).toBe(true)
    }
    await press('Enter')
    await page.getByRole('tab', { name: 'Members', selected: true }).waitFor()
    await look('members')
    for (const [name, presses] of [
      ['account', ['ArrowDown']],
      ['gpu', ['ArrowDown', 'ArrowDown']],
    ] as const) {
      await enter(button(/^Menu/))
      await page.getByRole('menu').waitFor()
      await press(...presses, 'Enter')
      await page.waitForURL(new RegExp(`#/${name}$`))
      await heading(/./)
      await look(name)
    }
    await press('h')
    await page.getByRole('region', { name: 'Ended' }).waitFor()
    await look('home')
  })

  it('found nothing by axe on any page, and nothing in the console', () => {
    expect(found).toEqual([])
    expect(opened.complaints).toEqual([])
  })
})

interface SeenSpec {
  readonly specKey: string
  readonly stage: string
  readonly round: number
  readonly variants: readonly { readonly verdict: string }[]
}

const verdicts = (spec: SeenSpec | undefined) => spec?.variants.map(({ verdict }) => verdict)
