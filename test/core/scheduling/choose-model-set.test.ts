import { describe, expect, it } from 'vitest'
import { chooseModelSet, type ScheduleInput } from '../../../core/scheduling/choose-model-set.js'
import type { WaitingWork } from '../../../core/scheduling/gpu-host-ports.js'

const costs = { swapMs: 30_000, patchMs: 500, jobMs: 3_000 }

function waits(modelKey: string, changes: Partial<WaitingWork> = {}): WaitingWork {
  return {
    ...{ projectId: 'one', modelKey, checkpoint: modelKey, loras: [], priority: 3 },
    ...{ count: 20, oldestMs: 5_000, waitedMs: 5_000, ...changes },
  }
}

const ask = (waiting: readonly WaitingWork[], changes: Partial<ScheduleInput> = {}) =>
  chooseModelSet({
    ...{ waiting, serving: null, resident: [], servedElsewhere: new Set<string>(), costs },
    ...{ waitBoundMs: 900_000, ...changes },
  })

const serving = (modelKey: string, servedMs = 300_000) => ({
  serving: { modelKey, servedMs },
  resident: [{ checkpoint: modelKey }],
})

describe('the next model set', () => {
  it('is the one that is served while it has work, however much another has', () => {
    expect(ask([waits('a', { count: 1 }), waits('b', { count: 90 })], serving('a'))).toMatchObject({
      ...{ modelKey: 'a', change: 'none' },
    })
  })

  it('is one on a resident checkpoint before one that has to be loaded', () => {
    const waiting = [waits('a-pixel', { checkpoint: 'a', count: 1 }), waits('b', { count: 90 })]
    expect(ask(waiting, serving('a'))).toMatchObject({ modelKey: 'a-pixel', change: 'loras' })
  })

  it('is the one with the most work of all projects where nothing is resident, urgent work first', () => {
    const waiting = [waits('a'), waits('b', { count: 12 }), waits('b', { projectId: 'two', count: 12 })]
    expect(ask(waiting)).toMatchObject({ modelKey: 'b', change: 'checkpoint' })
    expect(ask([...waiting, waits('c', { count: 1, priority: 1 })]).modelKey).toBe('c')
  })

  it('is the one whose project has waited up to the bound, with time for its load', () => {
    const late = waits('b', { count: 1, oldestMs: 880_000, waitedMs: 864_000 })
    const choice = ask([waits('a'), late], serving('a'))
    expect(choice).toMatchObject({ modelKey: 'b', change: 'checkpoint' })
    expect(choice.reason).toBe('a project waits 864 s of at most 900 s')
    expect(ask([waits('a'), { ...late, waitedMs: 860_000 }], serving('a')).modelKey).toBe('a')
  })

  it('comes earlier where several bounds come due, each with its turn', () => {
    const due = ['b', 'c', 'd'].map((key) => waits(key, { oldestMs: 700_000, waitedMs: 700_000 }))
    expect(ask([waits('a'), ...due], serving('a')).modelKey).toBe('b')
    expect(ask([waits('a'), ...due.slice(0, 1)], serving('a')).modelKey).toBe('a')
  })

  it('keeps its turn under bounds that nobody can meet, so that loads stay a small share', () => {
    const over = ['a', 'b', 'c'].map((key) => waits(key, { oldestMs: 9e6, waitedMs: 9e6 }))
    expect(ask(over, serving('a', 59_000)).modelKey).toBe('a')
    expect(ask(over, serving('a', 60_000)).modelKey).toBe('b')
  })

  it('is none while a load does not pay, for no longer than the load takes', () => {
    const few = waits('b', { count: 2, oldestMs: 10_000, waitedMs: 10_000 })
    expect(ask([few], serving('a')).modelKey).toBeNull()
    expect(ask([{ ...few, oldestMs: 30_000 }], serving('a')).modelKey).toBe('b')
    expect(ask([{ ...few, count: 10 }], serving('a')).modelKey).toBe('b')
    expect(ask([few]).modelKey).toBe('b')
    expect(ask([]).modelKey).toBeNull()
  })

  it('is not what another host serves, unless nothing else waits', () => {
    const servedElsewhere = new Set(['a'])
    expect(ask([waits('a', { count: 90 }), waits('b')], { servedElsewhere }).modelKey).toBe('b')
    expect(ask([waits('a', { count: 90 })], { servedElsewhere }).modelKey).toBe('a')
  })
})
