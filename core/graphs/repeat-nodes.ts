import type { GraphValue } from './comfy-graph.js'
import { type DraftGraph, linkOf } from './draft-graph.js'
import type { GraphRepeat } from './graph-bindings.schema.js'

/** Id of a node's copy in an instance, from 0; the first keeps its own. */
export function instanceId(node: string, instance: number): string {
  return instance === 0 ? node : `${node}_${instance + 1}`
}

/**
 * Copies a part of a graph so that it stands there `count` times, from 1. Links among its nodes stay within their
 * instance, `later` says what an instance after the first takes from the one before it, and links from outside lead to
 * the last. Changes `graph`.
 */
export function repeatNodes(graph: DraftGraph, { nodes, later }: GraphRepeat, count: number): void {
  const part = new Set(nodes)
  const originals = nodes.flatMap((id) => {
    const node = graph[id]
    return node === undefined ? [] : [{ id, class_type: node.class_type, inputs: { ...node.inputs } }]
  })
  for (let instance = 1; instance < count; instance += 1) {
    for (const { id, class_type, inputs } of originals)
      graph[instanceId(id, instance)] = {
        class_type,
        inputs: mapLinks(inputs, (node) => (part.has(node) ? instanceId(node, instance) : node)),
      }
    for (const { node, field, link, of } of later) {
      const place = graph[instanceId(node, instance)]
      if (place !== undefined)
        place.inputs[field] = [instanceId(link[0], of === 'same' ? instance : instance - 1), link[1]]
    }
  }
  const own = new Set(nodes.flatMap((id) => Array.from({ length: count }, (_, at) => instanceId(id, at))))
  for (const [id, node] of Object.entries(graph))
    if (!own.has(id))
      node.inputs = mapLinks(node.inputs, (from) => (part.has(from) ? instanceId(from, count - 1) : from))
}

function mapLinks(
  inputs: Readonly<Record<string, GraphValue>>,
  rename: (node: string) => string,
): Record<string, GraphValue> {
  return Object.fromEntries(
    Object.entries(inputs).map(([field, value]) => {
      const link = linkOf(value)
      return [field, link === null ? value : [rename(link[0]), link[1]]]
    }),
  )
}
