import { expect, it } from 'vitest'
import { createProviderGuard } from '../../../adapters/hosted/guard-provider.js'
import { createLocalBreakers } from '../../../core/generation/local-breakers.js'
import { AssetloomError } from '../../../core/errors.js'

it('a provider that fails again and again is left alone, is tried with one job, and comes back', async () => {
  let nowMs = 0
  let asked = 0
  const breakers = createLocalBreakers(() => nowMs)
  const guard = createProviderGuard('harbour', breakers, () => nowMs)
  const fail = (type: 'Unavailable' | 'ContentRejected') => async () => {
    asked++
    throw new AssetloomError(type, 'no', 'later')
  }
  // What is about the words of one job says that the service is well.
  for (let times = 0; times < 20; times++) await guard.run(fail('ContentRejected')).catch(() => undefined)
  for (let times = 0; times < 20; times++) await guard.run(fail('Unavailable')).catch(() => undefined)
  expect(asked).toBe(25)
  await expect(guard.run(fail('Unavailable'))).rejects.toMatchObject({
    type: 'Unavailable',
    message: 'harbour failed too often and is left alone for 15 s',
    details: { retryAfterMs: 15_000 },
  })
  nowMs = 15_000
  let finish = (): void => undefined
  const trial = guard.run(
    async () => await new Promise<string>((resolve) => (finish = () => resolve('made'))),
  )
  await expect(guard.run(async () => await Promise.resolve('too early'))).rejects.toMatchObject({
    type: 'Unavailable',
  })
  finish()
  expect(await trial).toBe('made')
  expect([...(await breakers.states())]).toEqual([])
})
