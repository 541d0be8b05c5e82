import { describe, expect, it } from 'vitest'
import { rememberFigures } from '../../api/remember-figures.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

describe('figures over a whole catalogue', () => {
  it('are read once for all who ask within their time, and again after it', async () => {
    const { remembered, read, clock } = setUp()
    await Promise.all([remembered.providerFigures(), remembered.providerFigures()])
    await remembered.integrity(['prj_a'])
    await remembered.integrity(['prj_a'])
    await remembered.integrity(['prj_b'])
    await remembered.integrity()
    expect(read).toEqual(['providerFigures', 'integrity ["prj_a"]', 'integrity ["prj_b"]', 'integrity null'])
    clock.nowMs += 1_000
    await remembered.providerFigures()
    expect(read).toHaveLength(5)
  })

  it('of what happened since a moment are read again after a few seconds', async () => {
    const { remembered, read, clock } = setUp(60_000)
    const since = '2026-11-01T00:00:00.000Z'
    await Promise.all([remembered.figuresSince(since), remembered.figuresSince(since, null)])
    await remembered.figuresSince('2026-11-02T00:00:00.000Z')
    expect(read).toEqual([`figuresSince ${since}`, 'figuresSince 2026-11-02T00:00:00.000Z'])
    clock.nowMs += 10_000
    await remembered.figuresSince(since)
    expect(read).toHaveLength(3)
  })

  it('are read one after another, also after one that failed', async () => {
    const { remembered, read, fail, hold } = setUp()
    fail.next = true
    const release = hold()
    const failing = remembered.integrity(['prj_a'])
    const next = remembered.integrity(['prj_b'])
    await Promise.resolve()
    expect(read).toEqual(['integrity ["prj_a"]'])
    release()
    await expect(failing).rejects.toThrow('away')
    await next
    expect(read).toEqual(['integrity ["prj_a"]', 'integrity ["prj_b"]'])
  })

  it('of what providers did wait for no report', async () => {
    const { remembered, read, hold } = setUp()
    const release = hold()
    const report = remembered.integrity(null)
    await remembered.providerFigures()
    expect(read).toEqual(['integrity null', 'providerFigures'])
    release()
    await report
  })

  it('are read again after a failure', async () => {
    const { remembered, read, fail } = setUp()
    fail.next = true
    await expect(remembered.integrity(null)).rejects.toThrow('away')
    await remembered.integrity(null)
    expect(read).toHaveLength(2)
  })

  it('come with the limits of this moment', async () => {
    const { remembered, catalogue } = setUp()
    const { projectId } = await catalogue.projects.ensure({ key: 'one', name: 'One' })
    expect((await remembered.spending(projectId)).limits.runCapMicros).toBe(20_000_000)
    const { settings, revision } = await catalogue.settings.newest(projectId)
    const policies = { ...settings.policies, runCapMicros: 5_000 }
    await catalogue.settings.save({
      ...{ projectId, expectedRevision: revision, settings: { ...settings, policies } },
    })
    expect((await remembered.spending(projectId)).limits.runCapMicros).toBe(5_000)
  })
})

function setUp(freshMs = 1_000) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const read: string[] = []
  const clock = { nowMs: 0 }
  const fail = { next: false }
  let held = Promise.resolve()
  const hold = () => {
    let release: () => void = () => undefined
    held = new Promise((resolve) => (release = resolve))
    return release
  }
  const oversight = {
    ...catalogue.oversight,
    providerFigures: async () => {
      read.push('providerFigures')
      return []
    },
    figuresSince: async (since: string) => {
      read.push(`figuresSince ${since}`)
      return await catalogue.oversight.figuresSince(since)
    },
    integrity: async (projectIds: readonly string[] | null = null) => {
      read.push(`integrity ${JSON.stringify(projectIds)}`)
      await held
      if (!fail.next) return await catalogue.oversight.integrity(projectIds)
      fail.next = false
      throw new Error('away')
    },
  }
  const { oversight: remembered } = rememberFigures({ ...catalogue, oversight }, freshMs, () => clock.nowMs)
  return { catalogue, remembered, read, clock, fail, hold }
}
