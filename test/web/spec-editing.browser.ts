import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SubmitWishlistBody, WishlistAccepted } from '../../core/http/http-api.js'
import type { IntakeNote } from '../../core/intake/intake-report.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { QualityReport } from '../../core/autopilot/quality-report.js'
import { qualityContractSchema } from '../../core/autopilot/quality-contract.schema.js'
import { startApi, stageReview, type TestApi } from '../api/api-fixture.js'
import { fakeArtPng } from '../clients/fake-art.js'
import { expectNoFaults, takeShot } from './expect-no-faults.js'
import { findHiddenFocus } from './page-faults.js'
import { signIn, usePages } from './page-fixture.js'

const list = [
  '# Salt Road',
  '',
  'Everything has a one-pixel dark outline. The bank is closed on Mondays.',
  '',
  '## Characters (48x48)',
  '- marrow, a blind ferryman: idle (4 frames, 6 fps, loops), walk 6 frames 10 fps',
  '',
  '## Props (24x24)',
  '- clay jar; the same jar broken',
  '- salt lamp, walk 0 frames',
  '',
  '## UI',
  '- button: normal, hover, pressed, nine-slice, 8 px corners, 48x32',
  '',
  '## Sounds',
  '- door creak, 0.3 s',
].join('\n')

/** The real routes over a catalogue in memory: what the page shows and sends is what the API says and takes. */
describe('specs on the page, on the real API', () => {
  const pages = usePages()
  let api: TestApi
  let projectId: string
  let page: Page

  beforeEach(async () => {
    api = await startApi({ deps: { webRoot: pages.webDir } })
    projectId = (await api.catalogue.projects.ensure({ key: 'road', name: 'Road' })).projectId
    page = await pages.newPage({ width: 1280, height: 800 })
  })
  afterEach(async () => {
    await shot(`last-${expect.getState().currentTestName?.slice(-12).replace(/\W/g, '') ?? ''}`)
  })

  /** What the workflow does before the first picture. */
  const refine = async (runId: string) => {
    const run = await api.catalogue.runs.find(runId)
    if (run === null) throw new Error(`no run ${runId}`)
    const revision = await api.catalogue.intake.loadRevision(projectId, run.wishlistRevisionId)
    await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
    await api.catalogue.runs.setStage(runId, 'generating')
    if (revision.options.hold === true) await api.catalogue.runs.setPaused(runId, true)
    api.notify(projectId)
  }
  const submit = async (more: Partial<SubmitWishlistBody> = {}) => {
    const body = { name: 'salt.md', text: list, ...more }
    const { runId } = (await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, body)).body
    await refine(runId)
    return runId
  }
  const open = (hash: string) => signIn(page, api, hash)
  const newestRun = async () => {
    const [run] = await api.catalogue.runs.list({ projectId, limit: 1 })
    if (run === undefined) throw new Error('no run')
    return run
  }
  const specOf = async (runId: string, key: string) => {
    const found = await api.catalogue.runs.findSpecByKey(runId, key)
    return found === null ? null : await api.catalogue.runs.loadSpec(projectId, found.specRevisionId)
  }
  const shot = (name: string) => takeShot(page, name)
  /** Nor does the Tab key lead to where nobody sees it. */
  const expectNoFaultsByKeys = async (name: string) => {
    await expectNoFaults(page, name)
    expect(await findHiddenFocus(page)).toEqual([])
  }

  describe('how a list was read', () => {
    it('shows what nobody understood first, every sentence on demand, and leads to the specs', async () => {
      const runId = await submit()
      await open(`#/lists/${runId}`)
      await page.getByText('The bank is closed on Mondays').waitFor()
      await expect.poll(() => page.locator('li.reading-line').count()).toBe(1)
      await shot('reading-open')
      await page.keyboard.press('2')
      await page.getByText('salt lamp, walk 0 frames').waitFor()
      await page.keyboard.press('6')
      await page.getByText('the same jar broken').waitFor()
      await shot('reading-all')
      await page.setViewportSize({ width: 390, height: 844 })
      await page.keyboard.press('7')
      await page.locator('.intake').waitFor()
      const tab = page.getByRole('button', { name: /^Notes/ })
      const rightOf = async () => {
        const { x, width } = (await tab.boundingBox()) ?? { x: 0, width: 1_000 }
        return x + width
      }
      await expect.poll(rightOf).toBeLessThanOrEqual(390)
      await shot('reading-phone')
      await page.keyboard.press('6')
      await page.getByText('the same jar broken').waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      await page.getByRole('link', { name: 'clay-jar', exact: true }).click()
      await page.getByRole('heading', { name: 'clay-jar', exact: true }).waitFor()
      await page.keyboard.press('l')
      await page.getByRole('heading', { name: 'How it was read' }).waitFor()
    })

    it('names what was filled in and what a revision changed, by an address that can be sent', async () => {
      const runId = await submit()
      const newer = await submit({ text: `${list}\n- bell\n` })
      await open(`#/runs/${newer}/marrow`)
      await page.getByRole('heading', { name: 'marrow', exact: true }).waitFor()
      await page.getByRole('link', { name: '1 rejected line' }).click()
      await page.getByText('salt lamp, walk 0 frames').waitFor()
      await expectNoFaultsByKeys('reading-problem')
      await page.getByRole('button', { name: /^Changes/ }).click()
      await page.getByText('+ bell (line 17)').waitFor()
      expect(page.url()).toContain(`#/lists/${newer}/changes`)
      await expectNoFaultsByKeys('reading-changes')
      await page.getByRole('button', { name: /^Notes/ }).click()
      await page.locator('.intake').waitFor()
      await expectNoFaultsByKeys('reading-notes')
      await page.goto(`${api.url}/#/lists/${runId}/changes`)
      await page.getByText('The bank is closed on Mondays').waitFor()
      expect(await page.getByRole('button', { name: /^Changes/ }).count()).toBe(0)
    })

    it('comes in pages', async () => {
      const items = Array.from({ length: 230 }, (_, at) => `- jar ${at + 1}`)
      const runId = await submit({ text: ['## Props', ...items].join('\n') })
      await open(`#/lists/${runId}`)
      await page.getByRole('button', { name: /^Show \d+ of \d+ more$/ }).click()
      await page.getByText('jar 230', { exact: true }).waitFor()
    })
  })

  describe('proposals', () => {
    const propose = (key: string, positive: string): IntakeNote => ({
      ...{ file: 'salt.md', line: 3, kind: 'proposal', message: `proposed by llm:fake: ${positive}` },
      proposal: {
        ...{ key, lines: [3], pasteLine: { text: `- ${positive}`, heading: 'Props' } },
        draft: {
          ...{ assetType: 'prop', prompt: { positive }, refinedBy: 'llm:fake' },
          from: { line: 3, text: list.split('\n')[2] ?? '' },
        },
      },
    })

    it('are cards beside their sentence: several are accepted at once, one is dismissed', async () => {
      const runId = await submit()
      const { wishlistRevisionId } = await newestRun()
      const notes = [
        propose('bank', 'a shuttered bank'),
        propose('bank-sign', 'a sign that says closed'),
        propose('banker', 'a bored banker'),
      ]
      await api.catalogue.intake.addNotes({ projectId, wishlistRevisionId, notes })
      await open(`#/lists/${runId}`)
      await page.getByRole('button', { name: 'A model proposes bank, bank-sign, banker' }).click()
      await page.locator('[data-key=banker]').getByRole('button', { name: 'Dismiss' }).click()
      await page.getByText('dismissed', { exact: false }).first().waitFor()
      await page.getByRole('button', { name: 'Choose all 2' }).click()
      await page.getByText('2 specs are added, everything else stays.').waitFor()
      await shot('proposals')
      await page.keyboard.press('a')
      await page.getByText('2 accepted as revision 2').waitFor()
      const { runId: newer } = await newestRun()
      await refine(newer)
      expect((await specOf(newer, 'bank-sign'))?.prompt.positive).toBe('a sign that says closed')
      expect(await specOf(newer, 'banker')).toBeNull()
      await page.getByRole('link', { name: 'How it is read now' }).click()
      await page.getByText('salt lamp, walk 0').waitFor()
      await page.keyboard.press('5')
      await page.getByRole('link', { name: 'bank-sign', exact: true }).waitFor()
    })
  })

  describe('the form of one spec', () => {
    it('opens by key, asks before it gives anything up, says what saving does, and links to the new run', async () => {
      const runId = await submit()
      await open(`#/runs/${runId}/marrow`)
      await page.getByRole('heading', { name: 'marrow', exact: true }).waitFor()
      await page.keyboard.press('s')
      await page.getByText('idle: 4 frames, 6 fps, loops').waitFor()
      await shot('spec-panel')
      await page.keyboard.press('e')
      const width = page.getByRole('textbox', { name: 'Width' })
      await width.fill('3')
      await page.getByText('Width is a whole number from 4 to 1024').waitFor()
      await shot('edit-fault')
      await width.fill('64')
      await page.getByText(/Changes size 48x48 -> 64x48\. 1 spec is made again, \d+ stay\./).waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('Give up what you changed').waitFor()
      await shot('edit-question')
      await page.setViewportSize({ width: 390, height: 844 })
      await shot('edit-phone')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+Enter')
      await page.locator('.edit-effect', { hasText: 'Saved as revision 2' }).waitFor()
      await shot('edit-saved')
      const { runId: newer } = await newestRun()
      await refine(newer)
      // The heading of the run before looks the same: keys count once the new one has its specs.
      const arrived = page.waitForResponse((response) => response.url().includes(`/runs/${newer}/specs`))
      await page.keyboard.press('Enter')
      await page.waitForURL(new RegExp(newer))
      await (await arrived).finished()
      await page.getByRole('heading', { name: 'marrow', exact: true }).waitFor()
      expect((await specOf(newer, 'marrow'))?.size).toEqual({ width: 64, height: 48 })
      await page.keyboard.press('s')
      await page.getByText('changed by hand: size 48x48 -> 64x48').waitFor()
      await page.keyboard.press('e')
      await page.getByRole('button', { name: 'Drop the edit' }).click()
      await page.locator('.edit-effect', { hasText: 'Saved as revision 3' }).waitFor()
      const third = await newestRun()
      await refine(third.runId)
      expect((await specOf(third.runId, 'marrow'))?.size).toEqual({ width: 48, height: 48 })
    })

    it('shows what the API refuses, and leads to a newer revision', async () => {
      const runId = await submit()
      await open(`#/runs/${runId}/door-creak`)
      await page.getByRole('heading', { name: 'door-creak', exact: true }).waitFor()
      await page.keyboard.press('e')
      const longest = page.getByRole('textbox', { name: 'Longest, seconds' })
      await longest.fill('0.8')
      expect(await page.getByRole('textbox', { name: 'Width' }).count()).toBe(0)
      const newer = await submit({ text: `${list}\n- bell\n` })
      await page.keyboard.press('Control+Enter')
      await page.getByRole('button', { name: 'Open the newest revision' }).click()
      await page.waitForURL(new RegExp(newer))
    })
  })

  describe('a spec that the autopilot hands over', () => {
    const report: QualityReport = {
      contract: qualityContractSchema.parse({ minScore: 0.95, requiredChecks: ['palette'], tries: 2 }),
      ...{ outcome: 'handedOver', reason: '2 of 2 tries are used' },
      best: { variantId: 'var_1', round: 1, variantIndex: 2, score: 0.62 },
      rounds: [
        {
          ...{ round: 1, change: null, check: null, why: 'as it was ordered', costMicros: 0, paintMs: 900 },
          variants: [
            { variantId: 'var_0', variantIndex: 0, score: 0.6, failed: ['palette'] },
            { variantId: 'var_1', variantIndex: 2, score: 0.62, failed: ['palette', 'fill'] },
          ],
        },
        {
          ...{ round: 2, change: 'parameters', check: 'palette', why: 'palette fails in 2 of 2' },
          ...{ costMicros: 0, paintMs: 0, variants: [], trouble: 'no painter answers' },
        },
      ],
      unhelpful: ['round 2 (palette fails in 2 of 2) gave no picture'],
    }

    it('is marked in the queue, and its report says what was tried, what it scored and why it stopped', async () => {
      let picture = 0
      const bytesOf = () => fakeArtPng((picture += 1))
      const { runId, project, variants } = await stageReview(api, {
        ...{ specKeys: ['barrel', 'jar'], variantsPerSpec: 4, key: 'quay', bytesOf },
      })
      const { projectId } = project
      const [{ specRevisionId } = { specRevisionId: '' }] = variants.filter((one) => one.specKey === 'jar')
      await open(`#/runs/${runId}/barrel`)
      const row = page.locator('.queue-row', { hasText: 'jar' })
      await row.getByRole('img', { name: 'waits for your decision' }).waitFor()
      await api.catalogue.runs.saveQuality({ projectId, runId, specRevisionId, report })
      api.notify(projectId)
      await row.getByRole('img', { name: /^handed over/ }).waitFor()
      expect(await page.locator('.hand-over').count()).toBe(0)
      await page.getByRole('searchbox', { name: 'Find a spec' }).fill('handed over')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'jar', exact: true }).waitFor()
      await page.locator('.hand-over', { hasText: '2 of 2 tries are used' }).waitFor()
      await page.locator('.variant canvas').nth(3).waitFor()
      await expectNoFaultsByKeys('handed-over-variant')
      await page.getByRole('button', { name: /^Spec/ }).click()
      const tried = page.getByRole('region', { name: 'What the autopilot tried' })
      await tried.waitFor()
      expect((await tried.locator('p, li').allTextContents()).map((text) => text.trim())).toEqual([
        '⚑ handed over to a person, try 2 of 2, best 0.62 of 0.95 (round 1, variant 3): 2 of 2 tries are used',
        'round 1 (as it was ordered): scores 0.60 0.62; fails: palette, fill',
        'round 2 (palette fails in 2 of 2): no painter answers',
        'did not help: round 2 (palette fails in 2 of 2) gave no picture',
      ])
      await page.getByText('Where it comes from').waitFor()
      await expectNoFaultsByKeys('handed-over-spec')
      await page.setViewportSize({ width: 390, height: 844 })
      await page.locator('.quality').scrollIntoViewIfNeeded()
      await shot('handed-over-phone')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    })
  })

  describe('a held run', () => {
    it('keeps what was typed over another page, a reload and the edit of a spec', async () => {
      const runId = await submit({ hold: true })
      await open(`#/runs/${runId}`)
      const prompt = page.getByRole('textbox', { name: 'Prompt of clay-jar', exact: true })
      const height = page.getByRole('textbox', { name: 'Height of marrow' })
      await prompt.fill('squat clay jar')
      await height.fill('4x')
      await page.locator('[data-key=salt-lamp]').getByRole('button', { name: 'Leave out' }).click()
      await page.getByRole('link', { name: /not understood/ }).click()
      await page.getByText('The bank is closed on Mondays').waitFor()
      await page.keyboard.press('l')
      await expect.poll(() => prompt.inputValue()).toBe('squat clay jar')
      await page.reload()
      await expect.poll(() => prompt.inputValue()).toBe('squat clay jar')
      expect(await height.inputValue()).toBe('4x')
      await page.getByText('1 row needs a look').waitFor()
      await height.fill('40')
      await page.getByText('Kept from before, not saved yet: 2 specs change, 1 is left out').waitFor()
      await expectNoFaultsByKeys('held-kept')
      await page.locator('[data-key=button]').getByRole('button', { name: /^Edit/ }).click()
      await page.getByRole('textbox', { name: 'Width', exact: true }).fill('64')
      await page.getByText(/Changes size 48x32 -> 64x32/).waitFor()
      await expectNoFaultsByKeys('held-edit')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect.poll(async () => (await newestRun()).runId).not.toBe(runId)
      const { runId: newer } = await newestRun()
      await refine(newer)
      await page.waitForURL(new RegExp(newer))
      await page.getByText('Kept from before, not saved yet: 2 specs change, 1 is left out').waitFor()
      expect(await page.getByRole('textbox', { name: 'Width of button' }).inputValue()).toBe('64')
      expect([await prompt.inputValue(), await height.inputValue()]).toEqual(['squat clay jar', '40'])
      await page.getByRole('button', { name: /^Save 3 changes/ }).click()
      await expect.poll(async () => (await newestRun()).runId).not.toBe(newer)
      const { runId: saved } = await newestRun()
      await refine(saved)
      expect((await specOf(saved, 'marrow'))?.size).toEqual({ width: 48, height: 40 })
      await page.waitForURL(new RegExp(saved))
      await page.getByRole('button', { name: /^Start/ }).waitFor()
      expect(await page.evaluate(() => localStorage.getItem('assetloom.drafts'))).toBe('[]')
    })

    it('asks before the tab is closed where the browser keeps nothing', async () => {
      const runId = await submit({ hold: true })
      await page.addInitScript(() => {
        Storage.prototype.setItem = () => {
          throw new DOMException('full', 'QuotaExceededError')
        }
      })
      await open(`#/runs/${runId}`)
      const prompt = page.getByRole('textbox', { name: 'Prompt of clay-jar', exact: true })
      await prompt.fill('squat clay jar')
      await page.getByText('1 spec changes').waitFor()
      const asked = page.waitForEvent('dialog')
      await page.evaluate(() => setTimeout(() => location.reload()))
      const dialog = await asked
      expect(dialog.type()).toBe('beforeunload')
      await dialog.dismiss()
      expect(await prompt.inputValue()).toBe('squat clay jar')
      await page.getByRole('button', { name: 'Undo all' }).click()
      await page.getByRole('button', { name: /^Start/ }).waitFor()
    })

    it('is a table that is corrected, saved as a run that waits too, and started', async () => {
      const runId = await submit({ hold: true })
      await open(`#/runs/${runId}`)
      await page.getByText(/Nothing is made yet: \d+ specs wait for your look/).waitFor()
      await shot('held')
      const prompt = page.getByRole('textbox', { name: 'Prompt of clay-jar', exact: true })
      await prompt.fill('squat clay jar with a cracked lid')
      await page.getByRole('textbox', { name: 'Variants of marrow' }).fill('99')
      await page.getByText('Variants are a whole number from 1 to 16').waitFor()
      await page.getByRole('textbox', { name: 'Variants of marrow' }).fill('2')
      await page.locator('[data-key=salt-lamp]').getByRole('button', { name: 'Leave out' }).click()
      await page.getByText(/2 specs change, 1 is left out, 3 stay as they are/).waitFor()
      await shot('held-changed')
      await page.setViewportSize({ width: 390, height: 844 })
      await shot('held-phone')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      await page.setViewportSize({ width: 1280, height: 800 })
      await prompt.press('Control+Enter')
      await expect.poll(async () => (await newestRun()).runId).not.toBe(runId)
      const { runId: newer } = await newestRun()
      await refine(newer)
      await page.waitForURL(new RegExp(newer))
      await page.getByText(/Nothing is made yet/).waitFor()
      expect((await specOf(newer, 'clay-jar'))?.prompt.positive).toBe('squat clay jar with a cracked lid')
      expect((await specOf(newer, 'marrow'))?.variants).toBe(2)
      expect(await specOf(newer, 'salt-lamp')).toBeNull()
      await page.getByRole('button', { name: /^Start/ }).click()
      await expect
        .poll(() =>
          api.gateway.delivered.some((one) => one.kind === 'signalRun' && one.signal === 'resumeRun'),
        )
        .toBe(true)
    })
  })
})
