import type { ComfyGraph } from '../../core/graphs/comfy-graph.js'
import { linksOf } from './graph-content.js'

/**
 * The order in which ComfyUI works through a graph: from the outputs back over what is not cached, then always an output
 * that is ready, else what feeds one, else what feeds what feeds one, else what came first.
 */
export class ExecutionOrder {
  private readonly graph: ComfyGraph
  private readonly isCached: (id: string) => boolean
  private readonly isOutput: (id: string) => boolean
  /** Ids in the order in which they were met, with how many nodes they wait for. */
  private readonly waiting = new Map<string, number>()
  private readonly feeds = new Map<string, Set<string>>()

  constructor(
    graph: ComfyGraph,
    outputs: readonly string[],
    is: { readonly cached: (id: string) => boolean; readonly output: (id: string) => boolean },
  ) {
    this.graph = graph
    this.isCached = is.cached
    this.isOutput = is.output
    for (const output of outputs) this.add(output)
  }

  /** Null when nothing is left. */
  next(): string | null {
    const ready = [...this.waiting].filter(([, count]) => count === 0).map(([id]) => id)
    const fed = (id: string): string[] => [...(this.feeds.get(id) ?? [])]
    return (
      ready.find((id) => this.isOutput(id)) ??
      ready.find((id) => fed(id).some((to) => this.isOutput(to))) ??
      ready.find((id) => fed(id).some((to) => fed(to).some((further) => this.isOutput(further)))) ??
      ready[0] ??
      null
    )
  }

  done(id: string): void {
    this.waiting.delete(id)
    for (const to of this.feeds.get(id) ?? []) this.waiting.set(to, this.waiting.get(to)! - 1)
  }

  private add(output: string): void {
    const stack = [output]
    const links: { from: string; to: string }[] = []
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (this.waiting.has(id)) continue
      this.waiting.set(id, 0)
      this.feeds.set(id, new Set())
      for (const { from } of linksOf(this.graph[id]!))
        if (!this.isCached(from)) {
          stack.push(from)
          links.push({ from, to: id })
        }
    }
    for (const { from, to } of links) {
      const feeds = this.feeds.get(from)!
      if (feeds.has(to)) continue
      feeds.add(to)
      this.waiting.set(to, this.waiting.get(to)! + 1)
    }
  }
}
