import type { FakeModels } from './fake-models.js'
import type { FakeTally } from './fake-tally.js'

export interface MemoryOptions {
  /** What fits at once, GB. */
  readonly memoryGb: number
  /** Time to read a checkpoint: a fixed part and one for every GB, milliseconds. */
  readonly loadMs: number
  readonly loadMsPerGb: number
}

export interface MemoryStats {
  /** Times that a checkpoint was read from disk. */
  readonly loads: number
  /** Of those: others than the first of a boot. */
  readonly swaps: number
  readonly evictions: number
  readonly resident: readonly string[]
}

/** The checkpoints in the simulated memory: the one used longest ago goes when another needs the room. */
export class ModelMemory {
  private readonly resident = new Map<string, number>()
  private readonly sizes: ReadonlyMap<string, number>
  private readonly options: MemoryOptions
  private readonly tally: FakeTally
  private isFresh = true

  constructor(models: FakeModels, options: MemoryOptions, tally: FakeTally) {
    this.tally = tally
    this.sizes = new Map(
      [...models.checkpoints, ...models.diffusion_models].map(({ name, gb }) => [name, gb]),
    )
    this.options = options
  }

  /** Makes room, takes the checkpoint in, and says how long that takes; 0 when it is there. Milliseconds. */
  use(name: string): number {
    const size = this.resident.get(name) ?? this.sizes.get(name) ?? 0
    const isThere = this.resident.delete(name)
    while (this.usedGb() + size > this.options.memoryGb && this.resident.size > 0) {
      this.resident.delete(this.resident.keys().next().value!)
      this.tally.add('evictions')
    }
    this.resident.set(name, size)
    if (isThere) return 0
    this.tally.add('loads')
    if (!this.isFresh) this.tally.add('swaps')
    this.isFresh = false
    return this.options.loadMs + this.options.loadMsPerGb * size
  }

  usedGb(): number {
    return [...this.resident.values()].reduce((sum, gb) => sum + gb, 0)
  }

  unload(): void {
    this.resident.clear()
  }

  /** A new boot: nothing is loaded, and the next load is no swap. */
  reboot(): void {
    this.unload()
    this.isFresh = true
  }

  stats(): MemoryStats {
    const [loads, swaps, evictions] = ['loads', 'swaps', 'evictions'].map((name) => this.tally.get(name))
    return { loads: loads!, swaps: swaps!, evictions: evictions!, resident: [...this.resident.keys()] }
  }
}
