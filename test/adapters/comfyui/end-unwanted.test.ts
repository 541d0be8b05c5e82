import { expect, it, vi } from 'vitest'
import { createUnwantedSweep } from '../../../adapters/comfyui/end-unwanted.js'

const submission = (jobId: string) => ({ jobId, submitNo: 1, promptId: `prompt of ${jobId}` })

it('ends what nobody waits for one after the other, and two looks at once are one', async () => {
  const ended: string[] = []
  let atOnce = 0
  const unwanted = vi.fn(async (host: string) => [submission(`${host} a`), submission(`${host} b`)])
  const sweep = createUnwantedSweep({
    submissions: { unwanted },
    server: {
      host: 'gpu-1',
      cancel: async ({ jobId }) => {
        atOnce += 1
        expect(atOnce).toBe(1)
        await Promise.resolve()
        atOnce -= 1
        ended.push(jobId)
      },
    },
    log: () => undefined,
  })
  await Promise.all([sweep.look(), sweep.look()])
  expect(ended).toEqual(['gpu-1 a', 'gpu-1 b'])
  expect(unwanted).toHaveBeenCalledTimes(1)
})

it('goes on when the catalogue is back, and ends nothing more once it is stopped', async () => {
  const said: string[] = []
  const ended: string[] = []
  let isAway = true
  const sweep = createUnwantedSweep(
    {
      submissions: {
        unwanted: async () => {
          if (isAway) throw new Error('the catalogue is away')
          return [submission('a'), submission('b')]
        },
      },
      server: {
        host: 'gpu-1',
        cancel: async ({ jobId }) => {
          ended.push(jobId)
          void sweep.stop()
        },
      },
      log: (level, message) => said.push(`${level} ${message}`),
    },
    1,
  )
  sweep.start()
  await vi.waitFor(() => expect(said.join()).toContain('warn'), { timeout: 30_000 })
  isAway = false
  await vi.waitFor(() => expect(ended).toEqual(['a']), { timeout: 30_000 })
  await sweep.stop()
  expect(ended).toEqual(['a'])
})
