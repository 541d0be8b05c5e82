import { describe, expect, it } from 'vitest'
import { writeChanges } from '../../../core/bundle/write-changes.js'
import { makeFrozenAsset } from './make-frozen-set.js'

const list = (revision: number, keys: readonly string[], name = 'props.txt') => ({
  name,
  revision,
  keys: new Set(keys),
})

describe('CHANGES.md of a revised list', () => {
  const before = [makeFrozenAsset('axe'), makeFrozenAsset('bow'), makeFrozenAsset('cup')]
  const now = [makeFrozenAsset('axe'), makeFrozenAsset('dish'), makeFrozenAsset('ewer')]
  const lists = {
    now: list(4, ['axe', 'bow', 'dish', 'ewer']),
    before: list(2, ['axe', 'bow', 'cup', 'ewer']),
  }

  it('says of each key that came or went whether the list or a decision did it', () => {
    expect(writeChanges(now, before, lists).split('\n')).toEqual([
      '# Changes',
      '',
      'Compared with the bundle before it: that was revision 2 of the list, this is revision 4.',
      '',
      '## Added (2)',
      '',
      '- dish (new on the list)',
      '- ewer (was on the list, approved since)',
      '',
      '## Removed (2)',
      '',
      '- bow (still on the list, not approved)',
      '- cup (no longer on the list)',
      '',
      'Unchanged: 1, approvals kept.',
      '',
    ])
  })

  it('names a spec that was made again although it looks the same', () => {
    const [axe] = before
    const again = { ...axe!, spec: { ...axe!.spec, prompt: { positive: 'a heavy axe', negative: '' } } }
    expect(writeChanges([again], [axe!])).toContain(
      'looks the same (1)\n\n- axe (the list changed: prompt)\n',
    )
  })

  it('tells another picture of the same spec from a change of the list', () => {
    const other = makeFrozenAsset('axe', { sha256: 'd'.repeat(64) })
    expect(writeChanges([other], [before[0]!])).toContain('- axe: picture (another variant of the same spec)')
  })

  it('does not compare the revisions of two lists', () => {
    const renamed = { now: list(1, ['axe'], 'weapons.txt'), before: list(2, ['axe']) }
    expect(writeChanges([before[0]!], before, renamed)).toContain(
      'that was made of props.txt, this of weapons.txt.',
    )
  })
})
