import type { Artists } from './sample-latent.js'
import { EventHub } from './event-hub.js'
import { FakeBoot } from './fake-boot.js'
import type { FakeFiles, FileRef } from './fake-files.js'
import type { FakeTally } from './fake-tally.js'
import type { FaultBook, PromptFaults } from './fault-book.js'
import type { FakeModels } from './fake-models.js'
import { ModelMemory, type MemoryStats } from './model-memory.js'
import type { NodeInfo, NodeTable } from './node-info.js'
import { createNodeTable } from './node-table.js'

export interface FakeServerOptions {
  /** ComfyUI's: decides on the jobs API (0.28.0) and on strict prompt ids (0.25.0). */
  readonly version: string
  readonly stepMs: number
  readonly loadMs: number
  readonly loadMsPerGb: number
  readonly memoryGb: number
  readonly historyLagMs: number
  /** How long it is away when a fault restarts it, milliseconds. */
  readonly restartMs: number
  readonly previews: boolean
  readonly tellEveryMs: number
  readonly models: FakeModels
}

/** What was done and what went wrong since the start, over all restarts. */
export interface FakeStats extends MemoryStats {
  readonly version: string
  /** Prompts that got into the queue. */
  readonly accepted: number
  /** Runs of prompts in which something else than an output node worked: what a GPU would have been busy with. */
  readonly executions: number
  readonly succeeded: number
  readonly failed: number
  readonly busyMs: number
  readonly restarts: number
  readonly faultsInjected: number
  readonly faults: Readonly<Record<string, number>>
}

/** Takes the listening socket away and gives it back. */
export interface Listener {
  down(): Promise<void>
  up(): Promise<void>
}

/** When a prompt began and ended to be executed; milliseconds since the epoch. */
export interface ExecutionSpan {
  readonly startMs: number
  readonly endMs: number
}

const boundMax = 20_000

/** All that outlives a boot, and the boot that is on. */
export class FakeServer {
  readonly options: FakeServerOptions
  readonly hub = new EventHub()
  readonly table: NodeTable
  readonly files: FakeFiles
  readonly memory: ModelMemory
  readonly faults: FaultBook
  readonly tally: FakeTally
  /** The newest last. */
  readonly spans: ExecutionSpan[] = []
  boot: FakeBoot
  private readonly artists: Artists
  private readonly listener: Listener
  private readonly faultsByPrompt = new Map<string, PromptFaults>()
  private readonly promptByFile = new Map<string, string>()
  private restarting: Promise<void> | null = null
  private isClosed = false

  constructor(input: {
    readonly options: FakeServerOptions
    readonly nodes: Readonly<Record<string, NodeInfo>>
    readonly files: FakeFiles
    readonly faults: FaultBook
    readonly tally: FakeTally
    readonly artists: Artists
    readonly listener: Listener
  }) {
    this.options = input.options
    this.files = input.files
    this.faults = input.faults
    this.artists = input.artists
    this.listener = input.listener
    this.tally = input.tally
    this.memory = new ModelMemory(input.options.models, input.options, input.tally)
    this.table = createNodeTable(input.nodes, input.options.models, () => this.files.inputs())
    this.boot = this.start()
  }

  /** Since 0.25.0: canonical ids only; newer fields and error types come with it. */
  get isStrict(): boolean {
    return isFrom(this.options.version, 0, 25)
  }

  get hasJobs(): boolean {
    return isFrom(this.options.version, 0, 28)
  }

  hasInput(name: string): boolean {
    return this.files.hasInput(name)
  }

  bind(promptId: string, faults: PromptFaults): void {
    if (this.faultsByPrompt.size >= boundMax)
      this.faultsByPrompt.delete(this.faultsByPrompt.keys().next().value!)
    this.faultsByPrompt.set(promptId, faults)
  }

  faultsOfFile(file: FileRef): PromptFaults {
    return this.faultsOf(this.promptByFile.get(keyOf(file)) ?? '')
  }

  /** The process dies where it is, as by kill -9, and is back after `downMs`. */
  restart(downMs = this.options.restartMs): Promise<void> {
    this.restarting ??= this.goDownAndUp(downMs).finally(() => (this.restarting = null))
    return this.restarting
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.boot.stop()
    this.hub.cut(null)
    await this.listener.down()
    await this.restarting
  }

  stats(): FakeStats {
    const names = ['accepted', 'executions', 'succeeded', 'failed', 'busyMs', 'restarts'] as const
    const counts = Object.fromEntries(names.map((name) => [name, this.tally.get(name)]))
    return {
      version: this.options.version,
      ...(counts as Record<(typeof names)[number], number>),
      ...this.memory.stats(),
      ...this.faults.stats(),
    }
  }

  private async goDownAndUp(downMs: number): Promise<void> {
    this.tally.add('restarts')
    this.boot.stop()
    this.hub.cut(null)
    this.hub.forget()
    await this.listener.down()
    await new Promise<void>((resolve) => setTimeout(resolve, downMs))
    if (this.isClosed) return
    await this.files.open()
    this.memory.reboot()
    this.boot = this.start()
    await this.listener.up()
  }

  private faultsOf(promptId: string): PromptFaults {
    return this.faultsByPrompt.get(promptId) ?? this.faults
  }

  private start(): FakeBoot {
    const { stepMs, historyLagMs, previews, tellEveryMs } = this.options
    return new FakeBoot({
      ...{ hub: this.hub, table: this.table, files: this.files, artists: this.artists, memory: this.memory },
      ...{ stepMs, historyLagMs, previews, tellEveryMs, tellsCachedToAll: this.hasJobs },
      restart: () => void this.restart(),
      faultsOf: (promptId) => this.faultsOf(promptId),
      count: ({ worked, succeeded, busyMs }) => {
        if (worked) this.tally.add('executions')
        this.tally.add(succeeded ? 'succeeded' : 'failed')
        this.tally.add('busyMs', Math.round(busyMs))
        const endMs = performance.timeOrigin + performance.now()
        if (this.spans.length >= boundMax) this.spans.shift()
        if (worked) this.spans.push({ startMs: endMs - busyMs, endMs })
      },
      remember: (file, promptId) => {
        if (this.promptByFile.size >= boundMax)
          this.promptByFile.delete(this.promptByFile.keys().next().value!)
        this.promptByFile.set(keyOf(file), promptId)
      },
    })
  }
}

function keyOf({ type, subfolder, filename }: FileRef): string {
  return `${type}/${subfolder}/${filename}`
}

function isFrom(version: string, major: number, minor: number): boolean {
  const [has = 0, of = 0] = version.split('.').map(Number)
  return has > major || (has === major && of >= minor)
}
