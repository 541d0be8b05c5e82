import { hashOf } from '../hash.js'
import type { ComfyGraph, GraphValue } from './comfy-graph.js'
import type { GraphBindings } from './graph-bindings.schema.js'

/** A graph with the description of what can be put into it. */
export interface GraphTemplate {
  readonly graph: ComfyGraph
  readonly bindings: GraphBindings
}

/** `sprite-sdxl@1`: what provenance and people call it. */
export function graphLabel({ bindings }: GraphTemplate): string {
  return `${bindings.name}@${bindings.version}`
}

/** SHA-256 of a template, its bindings and version among it: what a variant was made with. Titles are no part of it. */
export function graphHashOf({ graph, bindings }: GraphTemplate): string {
  const { title: _title, about: _about, ...used } = bindings
  return hashOf({ graph: graphContent(graph), bindings: used })
}

/**
 * SHA-256 of a graph as it is run: part of the cache key. Titles of nodes are no part of it. A bigint counts by its
 * digits.
 */
export function boundHashOf(graph: ComfyGraph): string {
  return hashOf(graphContent(graph))
}

function graphContent(graph: ComfyGraph): unknown {
  return Object.fromEntries(
    Object.entries(graph).map(([id, { class_type, inputs }]) => [id, { class_type, inputs: plain(inputs) }]),
  )
}

/** JSON has no bigint. */
function plain(value: GraphValue | Readonly<Record<string, GraphValue>>): unknown {
  if (typeof value === 'bigint') return { bigint: value.toString() }
  if (Array.isArray(value)) return value.map((one: GraphValue) => plain(one))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
  return value
}
