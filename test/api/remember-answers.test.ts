import { describe, expect, it } from 'vitest'
import { rememberAnswers } from '../../api/remember-answers.js'

describe('an answer that is remembered', () => {
  it('is that to the last question of its key', async () => {
    const { ask, read } = setUp()
    await ask(['a', 1])
    await ask(['a', 1])
    await ask(['b', 1])
    await ask(['a', 2])
    await ask(['a', 1])
    expect(read).toEqual(['a 1', 'b 1', 'a 2', 'a 1'])
  })

  it('is kept as long as it is fresh, and a hundred times as long as its reading took', async () => {
    const { ask, read, clock, hold } = setUp()
    await ask(['quick', 1])
    clock.ms = 999
    await ask(['quick', 1])
    expect(read).toEqual(['quick 1'])
    clock.ms = 1_000
    await ask(['quick', 1])
    expect(read).toEqual(['quick 1', 'quick 1'])

    const answer = hold('slow 1')
    const slow = ask(['slow', 1])
    clock.ms += 50
    answer()
    await slow
    clock.ms += 4_949
    await ask(['slow', 1])
    expect(read.filter((one) => one === 'slow 1')).toHaveLength(1)
    clock.ms += 1
    await ask(['slow', 1])
    expect(read.filter((one) => one === 'slow 1')).toHaveLength(2)
  })

  it('is kept no longer than its maximum, and the wait for its turn is no part of its reading', async () => {
    let begin: () => void = () => undefined
    const { ask, read, clock, hold } = setUp(async (work) => {
      await new Promise<void>((resolve) => (begin = resolve))
      return await work()
    })
    let answer = hold('late 1')
    const late = ask(['late', 1])
    clock.ms = 60_000
    begin()
    await expect.poll(() => read).toEqual(['late 1'])
    clock.ms += 5
    answer()
    await late
    clock.ms = 60_999
    await ask(['late', 1])
    expect(read).toHaveLength(1)
    clock.ms = 61_000
    answer = hold('late 1')
    const dear = ask(['late', 1])
    begin()
    await expect.poll(() => read).toHaveLength(2)
    clock.ms += 400
    answer()
    await dear
    clock.ms = 65_999
    await ask(['late', 1])
    expect(read).toHaveLength(2)
    clock.ms = 66_000
    const again = ask(['late', 1])
    begin()
    await again
    expect(read).toHaveLength(3)
  })

  it('is waited for by all who ask while it is read, however long that takes', async () => {
    const { ask, read, clock, hold } = setUp()
    const answer = hold('slow 1')
    const first = ask(['slow', 1])
    clock.ms = 60_000
    const second = ask(['slow', 1])
    answer()
    await Promise.all([first, second])
    expect(read).toEqual(['slow 1'])
  })

  it('stays when an older one fails after it', async () => {
    const { ask, read, waits } = setUp()
    let fail: (reason: Error) => void = () => undefined
    waits.set('a 1', new Promise((_, reject) => (fail = reject)))
    const older = ask(['a', 1])
    await ask(['a', 2])
    fail(new Error('away'))
    await expect(older).rejects.toThrow('away')
    await ask(['a', 2])
    expect(read).toEqual(['a 1', 'a 2'])
  })

  it('is one of a few hundred', async () => {
    const { ask, read } = setUp()
    for (let count = 0; count <= 200; count += 1) await ask([`run ${count}`, 1])
    await ask(['run 200', 1])
    expect(read).toHaveLength(201)
    await ask(['run 0', 1])
    expect(read).toHaveLength(202)
  })
})

function setUp(inTurn = async <Value>(work: () => Promise<Value>) => await work()) {
  const clock = { ms: 0 }
  const read: string[] = []
  const waits = new Map<string, Promise<void>>()
  const ask = rememberAnswers(
    async ([key, seq]: readonly [string, number]) => {
      read.push(`${key} ${seq}`)
      await waits.get(`${key} ${seq}`)
    },
    { freshMs: 1_000, keptMaxMs: 5_000, inTurn, now: () => clock.ms, keyOf: ([key]) => key },
  )
  /** Its reading takes until what this gives is called. */
  const hold = (question: string): (() => void) => {
    let answer: () => void = () => undefined
    waits.set(question, new Promise((resolve) => (answer = resolve)))
    return answer
  }
  return { ask, read, clock, waits, hold }
}
