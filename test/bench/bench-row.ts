import type { StackMode } from '../../infra/dev/stack-children.js'

/** One line of the bench table: what was measured, what it is held against, and the aim for it. */
export interface BenchRow {
  readonly what: string
  /** The measured number with its unit, as it is printed. */
  readonly ours: string
  /** The peer's number with its unit, or `-` where there is no peer. */
  readonly against: string
  /** Ours by the peer's; null where there is no peer. */
  readonly ratio: number | null
  readonly aim: string
  /** Whether the aim was met; null where the row has no aim. */
  readonly within: boolean | null
}

/** The tables of docs/benchmarks.md: a report rewrites those of which something was measured. */
export type BenchTable = 'product' | 'interface' | 'comfyui'

/** One measurement. It asserts nothing about time: it throws only when it could not be run. */
export interface Bench {
  readonly name: string
  /** Which table of a report its rows go to. */
  readonly table: BenchTable
  run(options: {
    /** Small sizes: shows that the bench works, says little about speed. */
    readonly quick: boolean
    /** Specs of the memory bench. */
    readonly specs: number
    /** Which code is measured: what is built, or the source as it stands. */
    readonly mode: StackMode
    readonly say: (line: string) => void
  }): Promise<readonly BenchRow[]>
}
