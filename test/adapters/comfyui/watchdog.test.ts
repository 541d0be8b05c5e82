import { expect, test, vi } from 'vitest'
import { createRestartCommand } from '../../../adapters/comfyui/restart-command.js'
import { createServerWatch, judgeServer, watchLimits } from '../../../adapters/comfyui/watchdog.js'
import { transportFailure } from '../../../adapters/comfyui/comfy-transport.js'

const signs = {
  nowMs: 10_000_000,
  ...{ unansweredSinceMs: null, awaySinceMs: null },
  hasWork: true,
  lastSignMs: 10_000_000,
  medianMs: null,
}
const { silentFloorMs, silentMedians, unansweredMaxMs } = watchLimits

test('a server with work and no sign of life is a zombie after a floor, or after many medians of its executions', () => {
  const silent = (ms: number, medianMs: number | null = null, hasWork = true) =>
    judgeServer({ ...signs, lastSignMs: signs.nowMs - ms, medianMs, hasWork })?.kind ?? null
  expect(silent(silentFloorMs - 1)).toBeNull()
  expect(silent(silentFloorMs)).toBe('zombie')
  expect(silent(silentFloorMs * 9, null, false)).toBeNull()
  const medianMs = silentFloorMs / 2
  expect(silent(silentMedians * medianMs - 1, medianMs)).toBeNull()
  expect(silent(silentMedians * medianMs, medianMs)).toBe('zombie')
})

test('a server that answers nothing hangs, however lately something ended', () => {
  const asked = (ms: number) => judgeServer({ ...signs, unansweredSinceMs: signs.nowMs - ms })?.kind ?? null
  expect(asked(unansweredMaxMs - 1)).toBeNull()
  expect(asked(unansweredMaxMs)).toBe('hung')
})

function watched(restartState: 'restarted' | 'too-soon') {
  const clock = { ms: 0 }
  const queue = { running: [{ number: 1, promptId: 'a' }], pending: [{ number: 2, promptId: 'b' }] }
  const answer = vi.fn(async () => queue)
  const hasRoom = vi.fn(async () => false)
  const restart = vi.fn(async () =>
    restartState === 'restarted' ? { state: restartState } : { state: restartState, waitMs: 1 },
  )
  const watch = createServerWatch({
    http: { origin: 'http://gpu', queue: answer, hasRoom },
    restart: { restart },
    log: () => undefined,
    now: () => clock.ms,
  })
  return { clock, queue, answer, hasRoom, restart, watch }
}

test('a growing line is no sign of life; a change of what runs and progress are', async () => {
  const { clock, queue, restart, watch } = watched('too-soon')
  await watch.look()
  for (let looks = 1; looks <= 5; looks++) {
    clock.ms += silentFloorMs / 5
    queue.pending.push({ number: looks + 2, promptId: `c${looks}` })
    if (looks < 5) await watch.look()
  }
  expect(watch.sickness()).toBeNull()
  await watch.look()
  expect(watch.sickness()).toMatchObject({ kind: 'zombie' })
  expect(restart).toHaveBeenCalledTimes(1)
  queue.running[0]!.promptId = 'b'
  await watch.look()
  expect(watch.sickness()).toBeNull()
  clock.ms += silentFloorMs - 1
  watch.noteProgress()
  clock.ms += silentFloorMs - 1
  await watch.look()
  expect(watch.sickness()).toBeNull()
})

test('no answer is a hung server, a refused connection one that is away; after a restart it is fine', async () => {
  const { clock, answer, restart, watch } = watched('restarted')
  answer.mockRejectedValue(transportFailure('no answer'))
  await watch.look()
  clock.ms += unansweredMaxMs
  answer.mockRejectedValueOnce(transportFailure('refused', { code: 'ECONNREFUSED' }))
  await watch.look()
  clock.ms += unansweredMaxMs - 1
  await watch.look()
  expect(restart).not.toHaveBeenCalled()
  clock.ms += unansweredMaxMs
  await watch.look()
  expect(restart).toHaveBeenCalledTimes(1)
  expect(watch.sickness()).toBeNull()
})

test('nothing that listens for minutes is restarted too, once; what was in memory is gone then', async () => {
  const { clock, answer, restart, watch } = watched('restarted')
  answer.mockRejectedValue(transportFailure('refused', { code: 'ECONNREFUSED' }))
  await watch.look()
  clock.ms += unansweredMaxMs - 1
  await watch.look()
  expect(restart).not.toHaveBeenCalled()
  clock.ms += 1
  await watch.look()
  expect(restart).toHaveBeenCalledTimes(1)
  expect(watch).toMatchObject({ restarts: 1 })
  expect(watch.sickness()).toBeNull()
  clock.ms += unansweredMaxMs - 1
  await watch.look()
  expect(restart).toHaveBeenCalledTimes(1)
})

test('a full disk is no matter for a restart, and is over when a file can be written', async () => {
  const { hasRoom, queue, restart, watch } = watched('restarted')
  await watch.report({ kind: 'disk-full', why: 'its disk is full' })
  watch.noteProgress()
  await watch.look()
  queue.running[0]!.promptId = 'b'
  await watch.look()
  expect(watch.sickness()).toEqual({ kind: 'disk-full', why: 'its disk is full' })
  hasRoom.mockRejectedValueOnce(transportFailure('no answer'))
  await watch.look()
  expect(watch.sickness()?.kind).toBe('disk-full')
  hasRoom.mockResolvedValue(true)
  await watch.look()
  expect(watch.sickness()).toBeNull()
  expect(restart).not.toHaveBeenCalled()
})

test('a node that never returns stays hung until something else runs; a lost GPU is tried again after a while', async () => {
  const { clock, queue, watch } = watched('too-soon')
  await watch.look()
  await watch.report({ kind: 'hung', why: 'a node does not return' })
  await watch.look()
  await watch.look()
  expect(watch.sickness()).toMatchObject({ kind: 'hung' })
  queue.running[0]!.promptId = 'z'
  await watch.look()
  expect(watch.sickness()).toBeNull()
  await watch.report({ kind: 'fault', why: 'CUDA' })
  watch.noteProgress()
  expect(watch.sickness()).toMatchObject({ kind: 'fault' })
  clock.ms += 60_000
  expect(watch.sickness()).toBeNull()
})

test('the restart command gets its arguments as they are, once in a while, and its failure is told', async () => {
  let nowMs = 0
  const fails = createRestartCommand(
    [process.execPath, '-e', 'process.exit(process.argv.length)', '$(x); y'],
    {
      intervalMs: 1_000,
      now: () => nowMs,
    },
  )
  const [one, two] = await Promise.all([fails.restart(), fails.restart()])
  expect(one).toMatchObject({ state: 'failed', message: expect.stringContaining('$(x); y') as string })
  expect(two).toBe(one)
  expect(await fails.restart()).toEqual({ state: 'too-soon', waitMs: 1_000 })
  nowMs = 1_000
  expect(await fails.restart()).toMatchObject({ state: 'failed' })
  const works = createRestartCommand([process.execPath, '-e', ''])
  expect(await works.restart()).toEqual({ state: 'restarted' })
})
