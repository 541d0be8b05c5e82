import { beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { reviewOf, servePreviews } from '../clients/fake-review.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findAxeViolations } from './find-axe-violations.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

/** Sixteen states, each looked at as a whole. */
const axeTimeoutMs = 120_000

describe('a day of review by keyboard only', () => {
  const bench = usePageBench()
  let run: FakeRun
  let page: Page

  beforeEach(async () => {
    const { project } = bench.api.world.ensureProject('camp', 'Camp')
    const list = 'prop: tent\nprop: bedroll\nprop: oil lamp\ncharacter: knight, animated\n'
    run = bench.api.world.submit(project.projectId, 'day.txt', list, options)
    servePreviews(bench.api.world)
    page = await bench.open(`#/runs/${run.view.runId}`)
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
  })

  const verdictsOf = (specKey: string) =>
    run.specs.find((spec) => spec.specKey === specKey)?.variants.map((one) => one.verdict)
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }

  it('compares, rejects, makes again with other words, marks a primary, and takes all of it back', async () => {
    await press('c')
    await page.getByRole('region', { name: 'Comparison' }).waitFor()
    await press('d')
    await page.getByRole('radio', { name: 'Slider', checked: true }).waitFor()
    await press('d', 'd')
    await page.getByText('% of the pixels differ').waitFor()
    await press('Escape', 'b', 'b', 'b')
    await page.getByRole('button', { name: 'game', exact: true }).waitFor()
    await press('2', 'r', '3')
    await expect.poll(() => verdictsOf('tent')?.[1]).toBe('rejected')
    await press('g')
    await page.getByRole('textbox', { name: 'Prompt' }).focus()
    await page.keyboard.press('End')
    await page.keyboard.type(' with a flag')
    await page.getByRole('button', { name: 'Make again with changes' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => run.specs[0]?.round).toBe(2)
    await heading('bedroll')
    await press('m')
    await expect
      .poll(() => verdictsOf('bedroll'))
      .toEqual(['approved', 'undecided', 'undecided', 'undecided'])
    await heading('oil-lamp')
    await press('u')
    await heading('bedroll')
    await expect.poll(() => verdictsOf('bedroll')?.[0]).toBe('undecided')
    await press('u', 'u')
    await expect.poll(() => verdictsOf('tent')?.[1]).toBe('undecided')
  })

  it('approves the best of each at one stroke, and takes all of them back at one', async () => {
    await press('Shift+A')
    const approve = page.getByRole('button', { name: /^Approve \d/ })
    await approve.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => run.specs.every((spec) => spec.variants[0]?.verdict === 'approved')).toBe(true)
    const groups = new Set(bench.api.world.decisions.slice(-4).map((row) => row.groupId))
    expect([...groups]).toEqual([expect.stringMatching(/^grp_/)])
    await press('u')
    await expect
      .poll(() => run.specs.every((spec) => spec.variants.every((one) => one.verdict === 'undecided')))
      .toBe(true)
  })

  it('shows the approved ones on one sheet, and among each other', async () => {
    await press('p')
    await heading('bedroll')
    await press('Shift+S')
    await page.getByText('1 specs, 1 frames').waitFor()
    await page.getByRole('img', { name: /^Page of \d+ x \d+ px with 1 frames/ }).waitFor()
    await press('Escape', 'y')
    await page.getByText('among 1 approved one').waitFor()
  })

  it('writes a note and clicks a tag', async () => {
    reviewOf(bench.api.world).tagGroups = { faction: ['undead', 'guild'] }
    await page.reload()
    await page.getByRole('group', { name: 'faction' }).waitFor()
    await press('n')
    await page.keyboard.type('too bright beside the fire')
    await page.keyboard.press('Enter')
    await page.getByText('too bright beside the fire').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'undead' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'undead', pressed: true }).waitFor()
    expect(reviewOf(bench.api.world).tags.get('tent')?.tags).toEqual(['undead'])
  })

  it('plays, slows down, and shows the frame before', async () => {
    await press('j', 'j', 'j')
    await heading('knight-animated')
    await page.getByText('4 fps').waitFor()
    await press('[', ' ')
    await page.getByText('3 fps').waitFor()
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await press('i')
    await page.getByRole('button', { name: 'Onion', pressed: true }).waitFor()
  })

  it('leaves letters alone while keys are switched off', async () => {
    await press('?')
    await page.getByRole('checkbox', { name: /^Keys without Ctrl/ }).uncheck()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await press('p', 'r', 'g')
    await page.waitForTimeout(300)
    expect(verdictsOf('tent')).toEqual(['undecided', 'undecided', 'undecided', 'undecided'])
    expect(await page.getByRole('dialog').count()).toBe(0)
    // No button promises a key that does nothing; what has Ctrl works, and all of it holds over a reload.
    await page.reload()
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
    expect(await page.locator('.decision-bar kbd, .decision-bar [aria-keyshortcuts]').count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Pick', exact: true }).focus()
    await page.keyboard.press('Enter')
    await heading('bedroll')
    await expect.poll(() => verdictsOf('tent')?.[0]).toBe('approved')
    await page.getByRole('button', { name: /^Menu/ }).click()
    await page.getByRole('menuitem', { name: 'Keys and marks' }).click()
    await page.getByRole('checkbox', { name: /^Keys without Ctrl/ }).check()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await press('u')
    await heading('tent')
  })

  for (const theme of ['dark', 'light'])
    it(
      `has nothing that axe finds, ${theme}`,
      async () => {
        await page.evaluate((name) => localStorage.setItem('assetloom.theme', name), theme)
        await page.reload()
        await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
        const found: Record<string, unknown> = {}
        const look = async (state: string) => {
          const violations = await findAxeViolations(page)
          if (violations.length > 0) found[state] = violations
        }
        await look('grid')
        for (const [state, { keys, shows }] of Object.entries(states)) {
          await press(...keys)
          const shown = page.locator(shows).first()
          await shown.waitFor()
          // What it reads comes, and what fades in is there.
          await page.waitForTimeout(300)
          await look(state)
          await press('Escape')
          if (shows === dialog) await shown.waitFor({ state: 'detached' })
        }
        expect(found).toEqual({})
      },
      axeTimeoutMs,
    )
})

const dialog = '[role=dialog]'

/** How each state of the review is reached from the grid, and what is seen then; Escape leads back. */
const states: Readonly<Record<string, { readonly keys: readonly string[]; readonly shows: string }>> = {
  large: { keys: ['z'], shows: '.large canvas' },
  compare: { keys: ['c'], shows: '.compare canvas' },
  slider: { keys: ['c', 'd'], shows: '[role=slider]' },
  scene: { keys: ['y'], shows: '.scene' },
  reject: { keys: ['r'], shows: dialog },
  again: { keys: ['g'], shows: dialog },
  'approve all': { keys: ['Shift+A'], shows: dialog },
  'rejected again': { keys: ['Shift+G'], shows: dialog },
  'who reviews': { keys: ['Shift+W'], shows: dialog },
  'sprite sheet': { keys: ['Shift+S'], shows: dialog },
  edit: { keys: ['e'], shows: dialog },
  export: { keys: ['x'], shows: dialog },
  keys: { keys: ['?'], shows: dialog },
  find: { keys: ['Control+k'], shows: dialog },
  'a note': { keys: ['n'], shows: '[data-focus=note]:focus' },
  'the spec': { keys: ['s'], shows: '.aside' },
}
