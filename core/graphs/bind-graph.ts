import { AssetloomError } from '../errors.js'
import type { LoraUse } from '../spec/asset-spec.schema.js'
import type { ComfyGraph, GraphValue } from './comfy-graph.js'
import { checkGraphValues, type GraphScalar, type GraphValues } from './check-graph-values.js'
import type { GraphBindings, GraphInput, GraphTarget } from './graph-bindings.schema.js'
import { boundHashOf, graphHashOf, graphLabel, type GraphTemplate } from './graph-template.js'
import { insertLoras } from './insert-loras.js'
import { instanceId, repeatNodes } from './repeat-nodes.js'
import { isFileKind, type GraphFileKind } from './model-folders.js'
import { copyGraph, type DraftGraph } from './draft-graph.js'

export interface BoundGraph {
  /** Content only: no ids, no file name prefix, no place in a queue. A seed above 2^53 is a bigint. */
  readonly graph: ComfyGraph
  /** Of the template: what it was made with. */
  readonly graphHash: string
  /** Of the graph with its values: part of the cache key. */
  readonly boundHash: string
  readonly output: GraphBindings['output']
  /** Every model file that it names, as the server lists it, LoRAs in the order in which they are applied. */
  readonly files: readonly { readonly kind: GraphFileKind; readonly file: string }[]
}

/**
 * Puts values into a template: into fields of parsed JSON, never into text, so no value can add a node, a field or a
 * link. A repeated part is copied for each value of its lists, LoRAs are put behind the outputs that the bindings name.
 * Values that are left out get their default. The same template and values give the same graph.
 * Throws InvalidInput that names the input, for a value that is unknown, missing or beyond its limits.
 */
export function bindGraph(
  template: GraphTemplate,
  values: GraphValues,
  loras: readonly LoraUse[] = [],
): BoundGraph {
  refuse(template, values, loras)
  const { bindings } = template
  const count = countOf(template, values)
  const graph = copyGraph(template.graph)
  if (bindings.repeat !== undefined) repeatNodes(graph, bindings.repeat, count)
  const files: BoundGraph['files'][number][] = []
  for (const [name, input] of Object.entries(bindings.inputs)) {
    const given = valueOf(name, input, values, bindings)
    if (given === undefined) continue
    const list = typeof given === 'object' ? given : [given]
    list.forEach((value, at) => {
      for (const target of input.targets)
        for (const node of placesOf(bindings, input, target.node, at, count))
          put(graph, { ...target, node }, { input, value })
      if (typeof value === 'string' && isFileKind(input.kind)) files.push({ kind: input.kind, file: value })
    })
  }
  if (bindings.loras !== null) insertLoras(graph, bindings.loras, loras)
  for (const { name } of loras) files.push({ kind: 'lora', file: name })
  delete graph[bindings.output.node]?.inputs[bindings.output.prefixField]
  return {
    graph,
    graphHash: graphHashOf(template),
    boundHash: boundHashOf(graph),
    output: bindings.output,
    files,
  }
}

/** A seed of the pipeline (16 hex digits, 64 bits) as graphs take it. Throws a RangeError for anything else. */
export function graphSeed(hex: string): bigint {
  if (!/^[0-9a-f]{16}$/.test(hex)) throw new RangeError(`"${hex.slice(0, 40)}" is no seed of 16 hex digits`)
  return BigInt(`0x${hex}`)
}

function refuse(template: GraphTemplate, values: GraphValues, loras: readonly LoraUse[]): void {
  const [first, ...rest] = checkGraphValues(template, values, loras)
  if (first === undefined) return
  const others = rest.length === 0 ? '' : ` (and ${rest.length} more)`
  throw new AssetloomError(
    'InvalidInput',
    `Graph ${graphLabel(template)}: ${first.message}${others}.`,
    first.hint,
    { graph: template.bindings.name, member: first.member },
  )
}

/** How often the repeated part runs: as often as its lists have values, which are equally long by now. */
function countOf(template: GraphTemplate, values: GraphValues): number {
  for (const [name, input] of Object.entries(template.bindings.inputs)) {
    const value = values[name]
    if (typeof value === 'object' && input.each === true) return value.length
  }
  return 1
}

function valueOf(
  name: string,
  input: GraphInput,
  values: GraphValues,
  { inputs }: GraphBindings,
): GraphScalar | readonly GraphScalar[] | undefined {
  const given = Object.hasOwn(values, name) ? values[name] : undefined
  if (given !== undefined) return given
  if (input.kind === 'integer' && input.defaultFrom !== undefined) {
    const other = values[input.defaultFrom] ?? defaultOf(inputs[input.defaultFrom])
    return typeof other === 'number' ? other : input.default
  }
  return defaultOf(input)
}

function defaultOf(input: GraphInput | undefined): GraphScalar | undefined {
  return input !== undefined && 'default' in input ? input.default : undefined
}

/** Nodes that get a value: one instance's of a list, every instance's of a single value. */
function placesOf(
  { repeat }: GraphBindings,
  { each }: GraphInput,
  node: string,
  at: number,
  count: number,
): readonly string[] {
  if (each === true) return [instanceId(node, at)]
  if (repeat?.nodes.includes(node) !== true) return [node]
  return Array.from({ length: count }, (_, instance) => instanceId(node, instance))
}

function put(
  graph: DraftGraph,
  { node, field, times, before = '', after = '' }: GraphTarget,
  { input, value }: { input: GraphInput; value: GraphScalar },
): void {
  const place = graph[node]
  if (place === undefined) throw new RangeError(`the template has no node ${node}`)
  place.inputs[field] = fieldValue(input, value, { times, before, after })
}

function fieldValue(
  { kind }: GraphInput,
  value: GraphScalar,
  { times, before, after }: { times: number | undefined; before: string; after: string },
): GraphValue {
  if (typeof value === 'string') return kind === 'text' ? `${before}${value}${after}` : value
  if (kind === 'seed') {
    const seed = BigInt(value)
    return seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : seed
  }
  return kind === 'integer' && typeof value === 'number' && times !== undefined
    ? Math.round(value * times)
    : value
}
