import { setTimeout as sleep } from 'node:timers/promises'
import type { PromptFaults } from './fault-book.js'
import { ZombieWorker } from './suffer-faults.js'
import { PromptExecutor, type ExecutorHost } from './prompt-executor.js'
import { PromptQueue, type QueueItem } from './prompt-queue.js'
import type { FileRef } from './fake-files.js'

export interface BootHost extends Omit<ExecutorHost, 'signal'> {
  /** How long after `execution_success` the history is written, milliseconds. */
  readonly historyLagMs: number
  readonly faultsOf: (promptId: string) => PromptFaults
  /** `worked`: something else than an output node ran, which is what costs. */
  readonly count: (executed: {
    readonly worked: boolean
    readonly succeeded: boolean
    readonly busyMs: number
  }) => void
  /** Which prompt a file is of, for the faults of its download. */
  readonly remember: (file: FileRef, promptId: string) => void
}

/** The process of a ComfyUI from its start to its death: queue, history, cache and counter are gone with it. */
export class FakeBoot {
  readonly queue: PromptQueue
  readonly executor: PromptExecutor
  /** Counts accepted and refused prompts; restarts at 0. */
  number = 0
  private readonly host: BootHost
  private readonly end = new AbortController()
  private flags = { unloadModels: false, freeMemory: false }

  constructor(host: BootHost) {
    this.host = host
    this.queue = new PromptQueue(() => this.tellStatus())
    this.executor = new PromptExecutor({ ...host, signal: this.end.signal })
    void this.work()
  }

  stop(): void {
    this.end.abort(new Error('the server ended'))
    this.queue.stir()
  }

  /** Acted on by the worker between two prompts, as there. */
  free(flags: { readonly unloadModels: boolean; readonly freeMemory: boolean }): void {
    this.flags = {
      unloadModels: this.flags.unloadModels || flags.unloadModels,
      freeMemory: this.flags.freeMemory || flags.freeMemory,
    }
    this.queue.stir()
  }

  tellStatus(): void {
    if (!this.end.signal.aborted)
      this.host.hub.send('status', { status: { exec_info: { queue_remaining: this.queue.remaining } } }, null)
  }

  /** The worker thread. It ends with the boot, or for good when a comparison in the queue throws or a fault takes it. */
  private async work(): Promise<void> {
    try {
      while (!this.end.signal.aborted) {
        const item = this.queue.take()
        if (item !== null) await this.run(item)
        this.actOnFlags()
        if (item === null) await this.queue.stirred()
      }
    } catch (error) {
      const isExpected =
        this.end.signal.aborted || error instanceof ZombieWorker || error instanceof TypeError
      if (!isExpected) throw error
    }
  }

  private async run(item: QueueItem): Promise<void> {
    const promptId = item[1]
    const faults = this.host.faultsOf(promptId)
    if (faults.take('restart-pending') !== null) return this.host.restart()
    if (faults.take('dequeued') !== null) return this.queue.drop()
    const startedAt = performance.now()
    const executed = await this.executor.execute(item, faults).catch((error: unknown) => {
      this.host.count({ worked: true, succeeded: false, busyMs: performance.now() - startedAt })
      throw error
    })
    const succeeded = executed.entry.status.completed
    this.host.count({ worked: executed.worked, succeeded, busyMs: performance.now() - startedAt })
    for (const file of executed.files) this.host.remember(file, promptId)
    if (this.host.historyLagMs > 0)
      await sleep(this.host.historyLagMs, undefined, { signal: this.end.signal })
    // Before anybody can know of the files or read the history: whether a fault bites must not be a race.
    if (executed.files.length > 0 && faults.take('output-deleted') !== null)
      for (const file of executed.files) await this.host.files.remove(file)
    this.queue.finish(item, executed.entry)
    if (faults.take('history-evicted') !== null) this.queue.forget(promptId)
    executed.tellDone()
  }

  private actOnFlags(): void {
    const { unloadModels, freeMemory } = this.flags
    this.flags = { unloadModels: false, freeMemory: false }
    if (unloadModels || freeMemory) this.host.memory.unload()
    if (freeMemory) this.executor.forgetCache()
  }
}
