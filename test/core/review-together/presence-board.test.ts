import { describe, expect, it } from 'vitest'
import { createPresenceBoard } from '../../../core/review-together/presence-board.js'
import { readPresenceNotice, type PresenceNotice } from '../../../core/review-together/presence.schema.js'
import { togetherLimits } from '../../../core/review-together/together-limits.js'

const notice = (handle: string, changes: Partial<PresenceNotice> = {}): PresenceNotice => ({
  ...{ projectId: 'prj_1', runId: 'run_1', handle, name: handle, specKey: 'axe' },
  ...changes,
})

describe('the presence board', () => {
  it('knows where each person was last heard of, by handle', () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const board = createPresenceBoard(() => nowMs)
    board.hear(notice('ben'))
    board.hear(notice('ann', { variantId: 'var_1' }))
    nowMs += 1_000
    board.hear(notice('ben', { specKey: null }))
    expect(board.inRun('run_1')).toEqual([
      {
        ...{ handle: 'ann', name: 'ann', specKey: 'axe', variantId: 'var_1' },
        seenAt: '2026-01-01T00:00:00.000Z',
      },
      { handle: 'ben', name: 'ben', specKey: null, seenAt: '2026-01-01T00:00:01.000Z' },
    ])
    expect(board.inRun('run_2')).toEqual([])
  })

  it('forgets who said goodbye and who was not heard of for a while', () => {
    let nowMs = 0
    const board = createPresenceBoard(() => nowMs)
    board.hear(notice('ann'))
    nowMs = togetherLimits.presenceKeepMs - 1
    board.hear(notice('ben'))
    expect(board.inRun('run_1').map(({ handle }) => handle)).toEqual(['ann', 'ben'])
    nowMs += 1
    expect(board.inRun('run_1').map(({ handle }) => handle)).toEqual(['ben'])
    board.hear(notice('ben', { isGone: true }))
    expect(board.inRun('run_1')).toEqual([])
  })

  it('keeps a bounded number of people and runs, those heard of last', () => {
    const board = createPresenceBoard(() => 0)
    const { presencesMax } = togetherLimits
    for (let at = 0; at <= presencesMax; at++) board.hear(notice(`person-${at}`))
    const handles = board.inRun('run_1').map(({ handle }) => handle)
    expect(handles).toHaveLength(presencesMax)
    expect(handles).not.toContain('person-0')
    for (let at = 0; at < 1_000; at++) board.hear(notice('ann', { runId: `run_x${at}` }))
    expect(board.inRun('run_1')).toEqual([])
    expect(board.inRun('run_x999')).toHaveLength(1)
  })

  it('takes nothing from outside that is no notice', () => {
    const good = notice('ann')
    expect(readPresenceNotice(JSON.stringify(good))).toEqual(good)
    for (const bad of ['', 'null', '{}', '[1]', JSON.stringify({ ...good, handle: 'x'.repeat(201) })])
      expect(readPresenceNotice(bad)).toBeNull()
  })
})
