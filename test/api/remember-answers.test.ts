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

  it('stays when an older one fails after it', async () => {
    const { ask, read, failures } = setUp()
    let fail: (reason: Error) => void = () => undefined
    failures.set('a 1', new Promise((_, reject) => (fail = reject)))
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

function setUp() {
  const read: string[] = []
  const failures = new Map<string, Promise<void>>()
  const ask = rememberAnswers(
    async ([key, seq]: readonly [string, number]) => {
      read.push(`${key} ${seq}`)
      await failures.get(`${key} ${seq}`)
    },
    { freshMs: 1_000, now: () => 0, keyOf: ([key]) => key },
  )
  return { ask, read, failures }
}
