import { beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { reviewOf, servePreviews } from '../clients/fake-review.js'
import type { FakeRun } from '../clients/fake-world.js'
import { findAxeViolations, findViolationsInBothThemes } from './find-axe-violations.js'
import { usePageBench } from './page-fixture.js'
import { options } from './run-options.js'

describe('reviewing with others, in Chromium', () => {
  const bench = usePageBench()
  let run: FakeRun
  let page: Page

  const review = () => reviewOf(bench.api.world)
  beforeEach(async () => {
    Object.assign(review(), { notes: [], assignments: [], members: [], claims: [], tagGroups: {} })
    review().tags.clear()
    review().members.push({ handle: 'anna', name: 'Anna', role: 'reviewer' })
    review().members.push({ handle: 'vera', name: 'Vera', role: 'viewer' })
    const { project } = bench.api.world.ensureProject('camp', 'Camp')
    const list = 'prop: tent\nprop: bedroll\nprop: oil lamp\nprop: axe\n'
    run = bench.api.world.submit(project.projectId, 'people.txt', list, options)
    servePreviews(bench.api.world)
    await openRun()
  })

  const openRun = async () => {
    page = await bench.open(`#/runs/${run.view.runId}/tent`)
    await page.locator('.variant canvas:not(.is-coming)').nth(3).waitFor()
  }
  const rows = () => page.locator('.queue-key').allTextContents()
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  const narrow = (name: string) =>
    page.getByRole('group', { name: 'Show only' }).getByRole('button', { name })

  it('changes a note of its own, keeps what it said, and takes a deletion back', async () => {
    await page.keyboard.press('n')
    await page.keyboard.type('too bright')
    await page.keyboard.press('Enter')
    const edit = page.getByRole('button', { name: 'Edit your note: too bright' })
    await edit.focus()
    await page.keyboard.press('Enter')
    const text = page.getByRole('textbox', { name: 'Text of the note' })
    await expect.poll(() => text.evaluate((one) => one === document.activeElement)).toBe(true)
    // Letters are letters here: P picks nothing.
    await page.keyboard.press('End')
    await page.keyboard.type(', paler please')
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Control+Enter')
    await page.getByText('too bright, paler please').waitFor()
    expect(review().notes[0]?.former.map((one) => one.text)).toEqual(['too bright'])
    await page.getByText('changed', { exact: true }).click()
    await page.getByText('too bright until').waitFor()
    await page.getByRole('button', { name: /^Delete your note/ }).click()
    await page.getByText('Note deleted').waitFor()
    expect(await page.getByText('too bright, paler please').count()).toBe(0)
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await page.getByText('too bright, paler please').waitFor()
    expect(review().notes.filter((one) => one.deletedAt === null)).toHaveLength(1)
  })

  it('leaves the notes of others alone, and says why one could not be changed', async () => {
    await page.keyboard.press('n')
    await page.keyboard.type('mine')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Edit your note: mine' }).click()
    // Somebody else has it meanwhile, as far as the server knows.
    const [note] = review().notes
    if (note === undefined) throw new Error('there is no note')
    review().notes[0] = { ...note, author: 'anna' }
    await page.getByRole('textbox', { name: 'Text of the note' }).fill('not mine')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Only its author changes it.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Text of the note' }).inputValue()).toBe('not mine')
    await page.close()
    await openRun()
    await page.getByText('mine', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: /your note/ }).count()).toBe(0)
  })

  it('gives a spec and the run to a member by keyboard, and shows whose they are', async () => {
    await page.keyboard.press('Shift+W')
    const sheet = page.getByRole('dialog', { name: 'Who reviews' })
    await sheet.getByText('Now it is for everybody').waitFor()
    await sheet.getByRole('button', { name: 'Anna' }).waitFor()
    // Who may not decide cannot be given anything.
    expect(await sheet.getByRole('button', { name: 'Vera' }).count()).toBe(0)
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await sheet.getByRole('radio', { name: /^the whole run/ }).check()
    await sheet.getByRole('button', { name: 'Anna' }).click()
    await page.getByRole('button', { name: '→ for anna' }).click()
    await sheet.getByText('Now it is for anna, as the whole run is').waitFor()
    await sheet.getByRole('button', { name: 'local (you)' }).click()
    await page.getByRole('button', { name: '→ for you' }).waitFor()
    expect(review().assignments.map(({ specKey, handle }) => [specKey, handle])).toEqual([
      [null, 'anna'],
      ['tent', 'local'],
    ])
    await narrow('Mine').click()
    await expect.poll(rows).toEqual(['tent'])
    await page.keyboard.press('Shift+W')
    await sheet.getByRole('button', { name: 'Nobody in particular' }).click()
    await expect.poll(() => review().assignments.length).toBe(1)
    await expect.poll(rows).toEqual([])
    await page.getByText('No spec is like that.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(rows).toHaveLength(4)
  })

  it('hears of what another gives it, and goes on within its own', async () => {
    const now = new Date().toISOString()
    const given = { handle: 'local', assignedBy: 'anna', assignedAt: now }
    review().assignments.push({ specKey: 'tent', ...given }, { specKey: 'axe', ...given })
    bench.api.world.emit(run.view.projectId, run.view.runId, 'reviewAssigned', {})
    await page.locator('.queue-row', { hasText: 'axe' }).getByText('for local').waitFor()
    await narrow('Mine').click()
    await expect.poll(rows).toEqual(['tent', 'axe'])
    expect(await findAxeViolations(page)).toEqual([])
    await page.keyboard.press('p')
    await heading('axe')
  })

  it('shows only what waits, and only what has a tag', async () => {
    review().tags.set('bedroll', { tags: ['night', 'camp'], version: 1 })
    review().tags.set('axe', { tags: ['camp'], version: 1 })
    bench.api.world.emit(run.view.projectId, run.view.runId, 'tagsChanged', {})
    await narrow('Tags').click()
    const tags = page.getByRole('group', { name: 'Only with the tag' })
    await tags.getByRole('button', { name: 'camp 2' }).click()
    await expect.poll(rows).toEqual(['bedroll', 'axe'])
    await tags.getByRole('button', { name: 'night 1' }).click()
    await expect.poll(rows).toEqual(['bedroll'])
    await page.getByText('1 of 4').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await narrow('Waiting').click()
    await page.locator('.queue-row', { hasText: 'bedroll' }).click()
    await heading('bedroll')
    await page.keyboard.press('p')
    await heading('oil-lamp')
    await expect.poll(rows).toEqual(['tent', 'oil-lamp', 'axe'])
    // What was decided left the list; its neighbours are still where they were.
    await page.keyboard.press('u')
    await heading('bedroll')
    await page.keyboard.press('j')
    await heading('oil-lamp')
  })

  it('shows what was turned down with its picture and its reason', async () => {
    await page.keyboard.press('r')
    await page.getByRole('button', { name: /^off palette/ }).click()
    await page.keyboard.press('r')
    await page.getByRole('textbox', { name: 'Reason in your own words' }).fill('2 px too high')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Rejected: off palette\s+variant 1 by local/ }).waitFor()
    const second = page.getByRole('button', { name: /^Rejected: 2 px too high/ })
    await second.locator('canvas').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await second.click()
    await page.locator('.variant.is-chosen', { hasText: '2' }).waitFor()
    await page.keyboard.press('u')
    await second.waitFor({ state: 'detached' })
  })

  it('says what to do once everything is decided, and takes it back with the last decision', async () => {
    for (const next of ['bedroll', 'oil-lamp', 'axe']) {
      await page.keyboard.press('p')
      await heading(next)
    }
    for (let left = 4; left > 0; left -= 1) {
      await page.keyboard.press('r')
      await page.keyboard.press('1')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    const notice = page.getByRole('status').filter({ hasText: 'Everything is decided' })
    await notice.getByText('4 specs, 3 approved, 1 rejected').waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await notice.getByRole('button', { name: 'Make the rejected again' }).click()
    await page.getByRole('dialog', { name: 'Make rejected specs again' }).waitFor()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await notice.waitFor({ state: 'detached' })
  })

  it('teaches what to do where a spec or a whole list came to nothing', async () => {
    const spec = run.specs[3]
    if (spec === undefined) throw new Error('there is no fourth spec')
    run.specs[3] = { ...spec, stage: 'failed', variants: [] }
    for (const { variantId } of spec.variants) bench.api.world.variants.delete(variantId)
    await page.close()
    page = await bench.open(`#/runs/${run.view.runId}/axe`)
    await page.getByText('every try of it failed').waitFor()
    await page.getByRole('button', { name: 'What was tried' }).click()
    expect(await findViolationsInBothThemes(page)).toEqual([])
    const bad = bench.api.world.submit(run.view.projectId, 'bad.txt', 'no category here\n', options)
    bad.view = { ...bad.view, stage: 'done' }
    await page.goto(`${bench.api.url}/#/runs/${bad.view.runId}`)
    await page.getByText('no line of its list could be used').waitFor()
    await page.getByRole('button', { name: /^See what is wrong/ }).click()
    await page.getByText('no category here').first().waitFor()
  })
})
