import { describe, expect, it } from 'vitest'
import { describeRevision, differenceLines, summariseDiff } from '../../clients/progress/describe-revision.js'

const difference = {
  added: [{ key: 'tent', line: 4, prompt: 'tent' }],
  changed: [{ key: 'jar', line: 2, parts: ['size'], words: 'size 32x32 -> 48x48' }],
  removed: [{ key: 'lamp', line: 3, prompt: 'lamp' }],
  unchanged: 29,
  renames: [{ from: 'lamp', to: 'tent', line: 4 }],
} as const

describe('the words for a revision', () => {
  it('count what was added, changed, removed and kept', () => {
    const counts = { added: 2, changed: 1, removed: 1, unchanged: 29 }
    const carried = { runIds: ['run_1'], specs: 29, variants: 116, approved: 27 }
    expect(describeRevision({ number: 3, difference: counts, carried, newest: null })).toBe(
      'Revision 3: 2 added, 1 changed, 1 removed, 29 kept (27 approved)',
    )
    expect(describeRevision({ number: 1, difference: null, carried, newest: null })).toBe('Revision 1')
  })

  it('name each change by key, with how to keep a key', () => {
    expect(differenceLines(difference)).toEqual([
      '+ tent (line 4)',
      '~ jar: size 32x32 -> 48x48 (line 2)',
      '- lamp',
      '? tent looks like lamp in other words: add key=lamp to line 4 to keep its key',
    ])
  })

  it('warn of another seed, which keeps nothing', () => {
    const against = {
      wishlistRevisionId: 'wlr_1',
      revision: 2,
      runId: 'run_1',
      runStage: 'done',
      refined: true,
      createdAt: '2026-01-01T00:00:00.000Z',
    } as const
    const diff = { name: 'a', against, isSame: false, difference, approvalsKept: 1, problems: [] }
    expect(summariseDiff({ ...diff, isOtherSeed: false })).toBe(
      'Against revision 2: 1 added, 1 changed, 1 removed, 29 unchanged. 1 approval stays.',
    )
    expect(summariseDiff({ ...diff, isOtherSeed: true })).toContain('every spec is made again')
  })
})
