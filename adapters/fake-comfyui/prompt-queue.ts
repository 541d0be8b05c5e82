import type { ComfyGraph, GraphValue } from '../../core/graphs/comfy-graph.js'
import { makeHeap, popHeap, pushHeap } from './heap.js'
import { writePythonJson } from './python-json.js'

/** `[number, prompt id, prompt, extra data, outputs to execute]`, as ComfyUI lists it. */
export type QueueItem = readonly [
  number,
  string,
  ComfyGraph,
  Readonly<Record<string, GraphValue>>,
  readonly string[],
]

export type HistoryMessage = readonly [string, Readonly<Record<string, unknown>>]

export interface HistoryEntry {
  readonly prompt: QueueItem
  readonly outputs: Readonly<Record<string, unknown>>
  readonly status: {
    readonly status_str: 'success' | 'error'
    readonly completed: boolean
    readonly messages: readonly HistoryMessage[]
  }
  readonly meta: Readonly<Record<string, unknown>>
}

/** As ComfyUI keeps at most. */
const historyMax = 10_000

/**
 * The queue and the history of one boot of the server. Nothing of it survives a restart. Two waiting items with the same
 * number and id are compared by their graphs, which Python cannot: that throws here too, with the item in the queue.
 */
export class PromptQueue {
  private readonly heap: QueueItem[] = []
  private readonly history = new Map<string, HistoryEntry>()
  private running: QueueItem | null = null
  private wake: (() => void) | null = null
  private readonly onChange: () => void

  constructor(onChange: () => void) {
    this.onChange = onChange
  }

  get remaining(): number {
    return this.heap.length + (this.running === null ? 0 : 1)
  }

  lists(): { queue_running: QueueItem[]; queue_pending: QueueItem[] } {
    return { queue_running: this.running === null ? [] : [this.running], queue_pending: [...this.heap] }
  }

  put(item: QueueItem): void {
    pushHeap(this.heap, item, isLess)
    this.onChange()
    this.stir()
  }

  /** The next item, which now runs; null when nothing waits. */
  take(): QueueItem | null {
    const item = popHeap(this.heap, isLess)
    if (item === undefined) return null
    this.running = item
    this.onChange()
    return item
  }

  /** Wakes the worker: something waits, or a flag was set. */
  stir(): void {
    this.wake?.()
    this.wake = null
  }

  /** Resolves at the next `stir`. */
  stirred(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  /** Entries of the same id are overwritten, as there. */
  finish(item: QueueItem, entry: Omit<HistoryEntry, 'prompt'>): void {
    this.running = null
    if (this.history.size >= historyMax) {
      const oldest = this.history.keys().next().value
      if (oldest !== undefined) this.history.delete(oldest)
    }
    this.history.set(item[1], { prompt: item, ...entry })
    this.onChange()
  }

  /** The item that runs is gone without a trace, as if it had been taken out while it waited. */
  drop(): void {
    this.running = null
    this.onChange()
  }

  /** One waiting item of that id goes, without an event or a trace. */
  delete(promptId: string): boolean {
    const at = this.heap.findIndex(([, id]) => id === promptId)
    if (at < 0) return false
    if (this.heap.length === 1) this.clear()
    else {
      this.heap.splice(at, 1)
      makeHeap(this.heap, isLess)
    }
    this.onChange()
    return true
  }

  clear(): void {
    this.heap.length = 0
    this.onChange()
  }

  isRunning(promptId: string): boolean {
    return this.running?.[1] === promptId
  }

  isWaiting(promptId: string): boolean {
    return this.heap.some(([, id]) => id === promptId)
  }

  entry(promptId: string): HistoryEntry | undefined {
    return this.history.get(promptId)
  }

  /** Oldest first from `offset`; a negative offset with a maximum gives the newest. */
  entries(maxItems: number | null, offset: number): Map<string, HistoryEntry> {
    const from = offset < 0 && maxItems !== null ? this.history.size - maxItems : offset
    const listed = [...this.history].filter((_entry, index) => index >= from)
    return new Map(maxItems === null ? listed : listed.slice(0, Math.max(1, maxItems)))
  }

  forget(promptId: string): void {
    this.history.delete(promptId)
  }

  forgetAll(): void {
    this.history.clear()
  }
}

function isLess(a: QueueItem, b: QueueItem): boolean {
  if (a[0] !== b[0]) return a[0] < b[0]
  if (a[1] !== b[1]) return a[1] < b[1]
  const differs = writePythonJson([a[2], a[3]]) !== writePythonJson([b[2], b[3]])
  if (differs) throw new TypeError("'<' not supported between instances of 'dict' and 'dict'")
  return a[4].join() < b[4].join()
}
