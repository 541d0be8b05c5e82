import { describe, expect, it } from 'vitest'
import { chooseModelSet } from '../../../core/scheduling/choose-model-set.js'
import type { PastExecution } from '../../../core/scheduling/gpu-host-ports.js'
import { assumedCosts, measureTimes } from '../../../core/scheduling/measured-times.js'

/** Executions one after the other on one host, the oldest first. */
function past(rows: readonly (readonly [checkpoint: string, executionMs: number, graph?: string])[]) {
  return rows.map(([checkpoint, executionMs, graph = 'sprite@1'], at): PastExecution => ({
    ...{ host: 'gpu-1', modelKey: `key-${checkpoint}`, checkpoint, graph, executionMs },
    endedAgoMs: (rows.length - at) * 60_000,
  }))
}

const roomFor = (checkpoints: number) => ({ budgetOf: () => checkpoints, bytesOf: () => 1 })

describe('times of jobs and loads', () => {
  it('are assumed until three executions tell otherwise', () => {
    const two = measureTimes(
      past([
        ['a', 40_000],
        ['a', 5_000],
        ['a', 5_200],
      ]),
      assumedCosts,
      roomFor(1),
    )
    expect(two.job('key-a')).toMatchObject({ medianMs: 3_000, samples: 0 })
    expect(two.load('a')).toMatchObject({ medianMs: 30_000, samples: 0 })
    const rows = past([
      ['a', 40_000],
      ['a', 5_000],
      ['a', 9_000],
      ['a', 5_200],
    ])
    const three = measureTimes(rows.toReversed(), assumedCosts, roomFor(1))
    expect(three.job('key-a')).toEqual({ lowMs: 5_200, medianMs: 5_200, highMs: 9_000, samples: 3 })
    expect(three.job('key-b')).toMatchObject({ medianMs: 3_000, samples: 0 })
  })

  it('tell a load as what the first job after a change took above its like', () => {
    const evening = [1, 2, 3].flatMap((round) => [
      ...([
        ['a', 12_000 + round],
        ['a', 2_000],
        ['a', 2_000],
      ] as const),
      ...([
        ['b', 64_000],
        ['b', 4_000],
        ['b', 4_000],
      ] as const),
    ])
    const small = measureTimes(past([['b', 99_000], ...evening]), assumedCosts, roomFor(1))
    expect(small.load('a')).toMatchObject({ medianMs: 10_002, samples: 3 })
    expect(small.load('b')).toMatchObject({ medianMs: 60_000, samples: 3 })
    expect(small.job('key-a')).toMatchObject({ medianMs: 2_000, samples: 6 })
    // With room for both only the first use of each is a load.
    const large = measureTimes(past(evening), assumedCosts, roomFor(2))
    expect(large.load('b')).toMatchObject({ medianMs: 30_000, samples: 0 })
    expect(large.job('key-b')).toMatchObject({ samples: 8 })
  })

  it('are told by graph where there are enough of it: a draft is no final', () => {
    const rows = past([
      ...([
        ['a', 30_000],
        ['a', 8_000],
        ['a', 8_000],
        ['a', 8_000],
      ] as const),
      ...([
        ['a', 1_000, 'draft@1'],
        ['a', 1_100, 'draft@1'],
        ['a', 1_200, 'draft@1'],
      ] as const),
      ...([['a', 700, 'tile@1']] as const),
    ])
    const times = measureTimes(rows, assumedCosts, roomFor(1))
    expect(times.job('key-a', 'draft@1').medianMs).toBe(1_100)
    expect(times.job('key-a', 'sprite@1').medianMs).toBe(8_000)
    expect(times.job('key-a', 'tile@1')).toEqual(times.job('key-a'))
  })

  it('steer the choice: a load that was found cheap pays at once, one that was found dear waits', () => {
    const cheap = past(
      ['b', 'a', 'b', 'a', 'b', 'a', 'b'].flatMap(
        (name) =>
          [
            [name, 2_500],
            [name, 2_000],
          ] as const,
      ),
    )
    const waiting = ['b'].map((modelKey) => ({
      ...{ projectId: 'one', modelKey: `key-${modelKey}`, checkpoint: modelKey, loras: [], priority: 3 },
      ...{ count: 2, oldestMs: 1_000, waitedMs: 1_000 },
    }))
    const ask = (rows: readonly PastExecution[]) =>
      chooseModelSet({
        ...{ waiting, resident: [{ checkpoint: 'a' }], servedElsewhere: new Set<string>() },
        serving: { modelKey: 'key-a', servedMs: 90_000 },
        ...{ costs: assumedCosts, waitBoundMs: 900_000 },
        times: measureTimes(rows, assumedCosts, roomFor(1)),
      })
    expect(ask([]).modelKey).toBeNull()
    expect(ask(cheap)).toMatchObject({ modelKey: 'key-b', change: 'checkpoint' })
  })
})
