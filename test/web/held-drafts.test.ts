import { describe, expect, it } from 'vitest'
import { HeldDrafts, type RowDraft } from '../../clients/web/held-drafts.js'

/** What a browser keeps, or refuses to. */
function browserStore(text: string | null = null) {
  return {
    text,
    isFull: false,
    read() {
      return this.text
    },
    write(next: string) {
      if (this.isFull) throw new Error('QuotaExceededError')
      this.text = next
    },
  }
}

const rows = (...entries: [string, RowDraft][]) => new Map(entries)

describe('what is typed into the table of a held run', () => {
  it('is there again in another tab, per run, until it is saved', () => {
    const store = browserStore()
    const drafts = new HeldDrafts(store)
    drafts.keep('run_1', rows(['jar', { prompt: 'a squat jar', width: '3x' }], ['lamp', { isOut: true }]))
    const other = new HeldDrafts(store)
    other.keep('run_2', rows(['moth', { variants: '2' }]))
    // This tab does not know of the second run; what it writes must not forget it.
    drafts.keep('run_1', rows(['jar', { prompt: 'a jar' }]))
    const third = new HeldDrafts(store)
    expect([...third.of('run_1')]).toEqual([['jar', { prompt: 'a jar' }]])
    expect([...third.of('run_2')]).toEqual([['moth', { variants: '2' }]])
    third.keep('run_1', new Map())
    expect(new HeldDrafts(store).of('run_1').size).toBe(0)
    expect(drafts.isAtRisk).toBe(false)
  })

  it('goes along to the run that replaces its run', () => {
    const store = browserStore()
    new HeldDrafts(store).keep('run_1', rows(['jar', { height: '16' }]))
    const drafts = new HeldDrafts(store)
    drafts.move('run_1', 'run_2')
    drafts.move('run_2', 'run_2')
    const after = new HeldDrafts(store)
    expect([after.of('run_1').size, [...after.of('run_2')]]).toEqual([0, [['jar', { height: '16' }]]])
  })

  it('lasts as long as the tab where the browser keeps nothing, and says that it is at risk', () => {
    const store = browserStore()
    const drafts = new HeldDrafts(store)
    store.isFull = true
    drafts.keep('run_1', rows(['jar', { prompt: 'a jar' }]))
    expect([drafts.isAtRisk, drafts.of('run_1').size]).toEqual([true, 1])
    drafts.keep('run_1', new Map())
    expect(drafts.isAtRisk).toBe(false)
    drafts.keep('run_1', rows(['jar', { prompt: 'a jar' }]))
    store.isFull = false
    drafts.keep('run_1', rows(['jar', { prompt: 'a jug' }]))
    expect([drafts.isAtRisk, new HeldDrafts(store).of('run_1').get('jar')]).toEqual([
      false,
      { prompt: 'a jug' },
    ])
  })

  it('is of the twenty newest runs', () => {
    const store = browserStore()
    const drafts = new HeldDrafts(store)
    for (let number = 1; number <= 22; number += 1) {
      drafts.keep(`run_${number}`, rows(['jar', { prompt: 'a jar' }]))
      drafts.keep('run_2', rows(['jar', { prompt: 'a jar' }]))
    }
    expect(['run_1', 'run_2', 'run_3', 'run_22'].map((runId) => drafts.of(runId).size)).toEqual([0, 1, 0, 1])
  })

  it('takes nothing from another version of the page but what it knows', () => {
    for (const text of ['', '{', '7', '{"a":1}', '[[1]]', 'null', '[["run_1",[["jar"]]],["run_1"]]'])
      expect(new HeldDrafts(browserStore(text)).of('run_1').size).toBeLessThan(2)
    const odd = [['run_1', [['jar', { prompt: 7, width: '8', colour: 'red', isOut: 'yes' }]]]]
    const drafts = new HeldDrafts(browserStore(JSON.stringify(odd)))
    expect([...drafts.of('run_1')]).toEqual([['jar', { width: '8' }]])
  })
})
