import type { ComfyGraph, ComfyNode } from './comfy-graph.js'

/** No node has an input of this name, and ComfyUI ignores those that a node does not know. */
const nonceInput = 'assetloom_nonce'

/**
 * The graph so that a server's node cache has nothing of it but loaded files: ComfyUI names a cached result by every input
 * of its node, known or not, and by those of the nodes before it. Nodes that take nothing from others load files and
 * stay as they are.
 */
export function withoutCache(graph: ComfyGraph, nonce: string): ComfyGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => [
      id,
      takesLinks(node) ? { ...node, inputs: { ...node.inputs, [nonceInput]: nonce } } : node,
    ]),
  )
}

function takesLinks({ inputs }: ComfyNode): boolean {
  return Object.values(inputs).some((value) => Array.isArray(value) && typeof value[0] === 'string')
}
