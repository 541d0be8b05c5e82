import type { ComfyGraph, GraphValue } from './comfy-graph.js'

/** A graph while it is put together. */
export type DraftGraph = Record<string, { class_type: string; inputs: Record<string, GraphValue> }>

/** From a node's output to an input: node id and slot. */
export type GraphLink = readonly [node: string, slot: number]

/** A copy whose inputs can be set. Titles are left out: they change nothing. */
export function copyGraph(graph: ComfyGraph): DraftGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, { class_type, inputs }]) => [id, { class_type, inputs: { ...inputs } }]),
  )
}

/** The link that a value is; null for a literal. Lists as literals are wrapped by ComfyUI's `__value__`. */
export function linkOf(value: GraphValue | undefined): GraphLink | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [node, slot] = value as readonly GraphValue[]
  return typeof node === 'string' && typeof slot === 'number' ? [node, slot] : null
}
