import type { ComfyGraph } from './comfy-graph.js'
import { linkOf } from './draft-graph.js'

/** A link that leads nowhere, or back to where it came from. */
export interface LinkProblem {
  readonly node: string
  readonly input: string
  readonly message: string
  readonly hint: string
}

/** Links to nodes that are not there, and links that go in a circle; a server tells no detail of the latter. */
export function checkLinks(graph: ComfyGraph): LinkProblem[] {
  const dangling = linksOf(graph)
    .filter(({ from }) => !Object.hasOwn(graph, from))
    .map(({ node, input, from }) => ({
      node,
      input,
      message: `is linked to node ${from.slice(0, 60)}, which is not there`,
      hint: 'Link it to a node of the graph.',
    }))
  const circle = findCircle(graph)
  return circle === null ? dangling : [...dangling, circle]
}

export function linksOf(graph: ComfyGraph): { node: string; input: string; from: string; slot: number }[] {
  return Object.entries(graph).flatMap(([node, { inputs }]) =>
    Object.entries(inputs).flatMap(([input, value]) => {
      const link = linkOf(value)
      return link === null ? [] : [{ node, input, from: link[0], slot: link[1] }]
    }),
  )
}

/** Takes away, again and again, what depends on nothing that is left; what stays is in a circle or behind one. */
function findCircle(graph: ComfyGraph): LinkProblem | null {
  const links = linksOf(graph).filter(({ from }) => Object.hasOwn(graph, from))
  const takers = new Map<string, string[]>()
  const waiting = new Map(Object.keys(graph).map((id) => [id, 0]))
  for (const { node, from } of links) {
    takers.set(from, [...(takers.get(from) ?? []), node])
    waiting.set(node, (waiting.get(node) ?? 0) + 1)
  }
  const free = [...waiting].filter(([, count]) => count === 0).map(([id]) => id)
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waiting.delete(id)
    for (const taker of takers.get(id) ?? []) {
      const left = (waiting.get(taker) ?? 0) - 1
      waiting.set(taker, left)
      if (left === 0) free.push(taker)
    }
  }
  const link = links.find(({ node, from }) => waiting.has(node) && waiting.has(from))
  if (link === undefined) return null
  return {
    node: link.node,
    input: link.input,
    message: `is linked in a circle through node ${link.from}`,
    hint: 'A node cannot need its own result: cut one of the links.',
  }
}
