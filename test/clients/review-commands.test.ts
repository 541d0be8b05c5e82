import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApi, stageReview, type TestApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'assetloom-review-'))
})
afterAll(async () => await rm(cwd, { recursive: true }))

/** A run that waits, with two variants of each spec. */
async function stage(specKeys: readonly string[] = ['axe', 'bow']) {
  const api: TestApi = await startApi()
  const staged = await stageReview(api, { specKeys, variantsPerSpec: 2 })
  const review = async (...args: string[]) =>
    await callCli(api, cwd, ['review', ...args, '--run', staged.runId])
  const verdicts = async () =>
    (await api.catalogue.review.listVariants({ runId: staged.runId, limit: 50 })).variants.map(
      (one) => `${one.specKey} ${one.verdict}${one.primary === true ? ' primary' : ''}`,
    )
  return { api, ...staged, review, verdicts }
}

describe('deciding from the terminal', () => {
  it('makes a variant the primary, shows it as such, and takes that back', async () => {
    const { review, verdicts } = await stage(['axe'])
    await review('approve', 'axe:1')
    expect((await review('primary', 'axe:2')).err).toContain('approved, and the primary of its spec')
    expect(await verdicts()).toEqual(['axe approved', 'axe approved primary'])
    expect((await review('list', '--all')).out).toMatch(/axe:2@1 .* approved, primary/)
    expect((await review('undo', 'axe:2')).code).toBe(0)
    expect(await verdicts()).toEqual(['axe approved primary', 'axe undecided'])
  })

  it('asks for a round that is made otherwise', async () => {
    const { api, review, runId } = await stage(['axe'])
    const asked = await review('regenerate', 'axe', '--prompt', 'a rusty axe', '--seed', '7', '--steps', '12')
    expect(asked.code, asked.err).toBe(0)
    const [made] = await api.catalogue.review.decisionsOfRun(runId)
    expect(made?.marks?.asked?.changes).toEqual({ prompt: 'a rusty axe', seed: 7, steps: 12 })
    const from = await review('regenerate', 'axe:2', '--from', 'axe:1')
    expect(from.err).toContain('axe is made by procedural, which begins from no picture')
    expect((await review('regenerate', 'axe', '--strength', '2')).code).toBe(2)
  })

  it('decides on many at one stroke, says what it left, and takes all of it back', async () => {
    const { review, verdicts } = await stage(['axe', 'bow', 'cup'])
    const best = await review('approve-best', 'axe', 'bow', '--json')
    expect(best.code, best.err).toBe(0)
    expect((await verdicts()).filter((one) => one.endsWith('approved primary'))).toHaveLength(2)
    const { groupId, counts } = JSON.parse(best.out) as { groupId: string; counts: object }
    expect(counts).toEqual({ applied: 2, pending: 0, refused: 0, skipped: 0 })
    expect(best.err).toContain(`review undo-group ${groupId}`)
    expect((await review('undo-group', groupId)).err).toContain('2 decided')
    expect(new Set(await verdicts())).toEqual(new Set(['axe undecided', 'bow undecided', 'cup undecided']))
    const unknown = await review('approve-best', 'axe', 'dagger')
    expect(unknown.code).toBe(5)
    expect(unknown.err).toContain('dagger: refused.')
  })

  it('asks for another round of what was turned down', async () => {
    const { api, review, runId } = await stage(['axe', 'bow'])
    for (const variant of ['axe:1', 'axe:2']) await review('reject', variant, '--reason', 'too thin')
    const again = await review('regenerate-rejected', '--reason', 'thicker', '--negative', 'thin')
    expect(again.code, again.err).toBe(0)
    const made = (await api.catalogue.review.decisionsOfRun(runId)).filter(
      ({ verb }) => verb === 'regenerate',
    )
    expect(made).toMatchObject([{ reason: 'thicker', marks: { asked: { changes: { negative: 'thin' } } } }])
  })
})

describe('reviewing with others from the terminal', () => {
  it('takes the next specs, says who has what, and gives them back', async () => {
    const { review } = await stage(['axe', 'bow', 'cup'])
    expect((await review('claim', '--count', '2')).out).toMatch(/^axe +local +until .*\nbow +local/)
    expect((await review('claims')).out.split('\n')).toHaveLength(3)
    expect((await review('release', 'axe')).err).toContain('1 given back')
    expect((await review('release')).err).toContain('1 given back')
    expect((await review('claims')).out).toBe('')
    expect((await review('claim', '--count', '0')).code).toBe(2)
  })

  it('gives reviews to a person and takes them back, and shows both in the queue', async () => {
    const { api, review, runId } = await stage()
    expect((await review('assign', 'local')).out).toMatch(/^\(the run\) +local +by local/)
    expect((await review('assign', 'local', 'bow')).out).toMatch(/bow +local/)
    await review('claim', '--count', '1')
    const queue = await callCli(api, cwd, ['review', 'queue', '--mine'])
    expect(queue.out).toMatch(new RegExp(`axe .* local +local +${runId}`))
    expect((await review('unassign')).out).toBe('')
    expect((await review('assign', 'nobody')).code).toBe(5)
    expect((await callCli(api, cwd, ['review', 'queue', '--project', 'kamp'])).code).toBe(3)
  })

  it('writes, changes and deletes notes on specs and variants', async () => {
    const { review } = await stage()
    await review('note', 'axe', 'the handle is too long')
    const written = await review('note', 'axe:2', 'this one fits', '--json')
    const { notes } = JSON.parse(written.out) as { notes: { noteId: string; text: string }[] }
    expect(notes.map(({ text }) => text)).toEqual(['this one fits'])
    const { noteId } = notes[0]!
    expect((await review('note', 'axe')).out).toMatch(/handle is too long\n.*this one fits\n$/)
    expect((await review('note', 'axe', 'fits well', '--edit', noteId)).out).toContain('fits well')
    expect((await review('note', 'axe', '--edit', noteId)).code).toBe(2)
    expect((await review('note', 'axe', '--delete', noteId)).out).not.toContain('fits well')
    expect((await review('note', 'axe', '   ')).code).toBe(2)
  })

  it('puts tags onto a spec and takes them off', async () => {
    const { review } = await stage()
    expect((await review('tag', 'axe', 'loot', 'two hands')).out).toBe('TAGS  loot, two hands\n')
    expect((await review('tag', 'axe', 'loot', '--remove')).out).toBe('TAGS  two hands\n')
    expect((await review('tag', 'axe')).out).toBe('TAGS  two hands\n')
    expect((await review('tag', 'axe', 'x'.repeat(61))).code).toBe(2)
  })
})
