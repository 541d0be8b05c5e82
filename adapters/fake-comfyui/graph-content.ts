import { createHash } from 'node:crypto'
import type { ComfyGraph, ComfyNode, GraphValue } from '../../core/graphs/comfy-graph.js'
import type { NodeTable } from './node-info.js'
import { fileInputs } from './node-table.js'
import { writePythonJson } from './python-json.js'

/** Hashes of a node with all that it is fed by. */
export interface NodeHashes {
  /** As ComfyUI's cache tells nodes apart: everything but their ids. */
  readonly cache: string
  /** What decides on the picture: file name prefixes, names of uploads and inputs that a node does not know do not. */
  readonly content: string
}

/** The inputs of a node that are links, by name, in their order. */
export function linksOf(node: ComfyNode): { name: string; from: string; slot: number }[] {
  return Object.entries(node.inputs ?? {}).flatMap(([name, value]) =>
    Array.isArray(value) && value.length === 2
      ? [{ name, from: String(value[0]), slot: Number(value[1]) }]
      : [],
  )
}

/** Of every node whose links lead to nodes of the graph. `fileHash` is asked for files that nodes read. */
export async function hashNodes(
  graph: ComfyGraph,
  fileHash: (name: string) => Promise<string>,
  nodes: NodeTable,
): Promise<Map<string, NodeHashes>> {
  const hashes = new Map<string, NodeHashes>()
  const open = new Set<string>()
  const hash = async (id: string): Promise<NodeHashes> => {
    const known = hashes.get(id)
    if (known !== undefined) return known
    const node = graph[id]
    // Nodes of no output are not checked: they may lead nowhere or in circles.
    if (node === undefined || open.has(id)) return { cache: `?${id}`, content: `?${id}` }
    open.add(id)
    const inputs: { cache: unknown[]; content: unknown[] } = {
      cache: [node.class_type],
      content: [node.class_type],
    }
    for (const [name, value] of Object.entries(node.inputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const link = linksOf({ ...node, inputs: { [name]: value } })[0]
      const from = link === undefined ? null : await hash(link.from)
      const isFile = fileInputs[node.class_type] === name
      const file = isFile ? await fileHash(String(value as string)) : null
      inputs.cache.push([name, from === null ? [value, file] : [from.cache, link!.slot]])
      if (name !== 'filename_prefix' && isKnown(nodes, node.class_type, name))
        inputs.content.push([name, from === null ? (file ?? value) : [from.content, link!.slot]])
    }
    open.delete(id)
    const found = { cache: digest(inputs.cache), content: digest(inputs.content) }
    hashes.set(id, found)
    return found
  }
  for (const id of Object.keys(graph)) await hash(id)
  return hashes
}

/** ComfyUI gives a node only the inputs that its class has; its cache tells nodes apart by all that stand in the prompt. */
function isKnown(nodes: NodeTable, nodeClass: string, input: string): boolean {
  const { required = {}, optional = {} } = nodes.get(nodeClass)?.input ?? {}
  return !nodes.has(nodeClass) || Object.hasOwn(required, input) || Object.hasOwn(optional, input)
}

/** Names a graph by what it makes, whatever the file is called; and all texts in it. */
export function describeGraph(graph: ComfyGraph): { content: string; words: string } {
  const texts: string[] = []
  const nodes = Object.entries(graph).map(([id, node]) => {
    const inputs = Object.entries(node.inputs ?? {}).filter(([name]) => name !== 'filename_prefix')
    texts.push(
      ...inputs.map(([, value]) => value).filter((value): value is string => typeof value === 'string'),
    )
    return [id, node.class_type, inputs satisfies [string, GraphValue][]]
  })
  return { content: digest(nodes), words: texts.join('\n') }
}

function digest(value: unknown): string {
  return createHash('sha256').update(writePythonJson(value)).digest('hex')
}
