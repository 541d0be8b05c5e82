import { setTimeout as sleep } from 'node:timers/promises'
import type { EventHub } from './event-hub.js'
import type { PromptFaults } from './fault-book.js'
import { NodeFailure } from './node-values.js'

/** The worker thread is gone while HTTP goes on: only a restart helps. */
export class ZombieWorker extends Error {}

export interface SamplerSurroundings {
  readonly executor: {
    interrupt(): void
    throwIfInterrupted(): void
    /** From now on the device fails everything. */
    loseDevice(): void
    throwIfDeviceLost(): void
  }
  readonly hub: EventHub
  readonly sid: string | null
  readonly die: () => never
  readonly signal: AbortSignal
}

/** What may go wrong at the first step of a sampler. */
export async function sufferAtSampler(faults: PromptFaults, around: SamplerSurroundings): Promise<void> {
  const { executor, hub, sid, signal } = around
  if (sid !== null && faults.take('ws-drop') !== null) hub.cut(sid)
  if (sid !== null && faults.take('ws-stall') !== null) hub.stall(sid)
  if (faults.take('restart-running') !== null) around.die()
  if (faults.take('zombie') !== null) throw new ZombieWorker()
  const hung = faults.take('hung-node')
  // No interrupt reaches a node that does not return.
  if (hung !== null) await sleep(hung.ms ?? 2 ** 31 - 1, undefined, { signal })
  if (faults.take('interrupt-stranger') !== null) executor.interrupt()
  executor.throwIfInterrupted()
  if (faults.take('oom') !== null)
    throw new NodeFailure(
      'torch.OutOfMemoryError',
      'Allocation on device 0 would exceed allowed memory. (out of memory)',
    )
  if (faults.take('cuda') !== null) executor.loseDevice()
  executor.throwIfDeviceLost()
  if (faults.take('node-exception') !== null)
    throw new NodeFailure('RuntimeError', 'mat1 and mat2 shapes cannot be multiplied (as asked for)')
}
