import type { ObjectInfo } from '../comfyui/object-info.js'
import type { ComfyGraph, GraphValue } from './comfy-graph.js'
import { linkOf } from './draft-graph.js'
import { findBinds, type FieldBind } from './find-binds.js'
import {
  graphFormat,
  type GraphBase,
  type GraphBindings,
  type GraphInput,
  type GraphTask,
} from './graph-bindings.schema.js'
import { graphLimits } from './graph-limits.js'
import type { GraphTemplate } from './graph-template.js'
import { inferInput } from './infer-input.js'
import { isFileKind, modelFolders } from './model-folders.js'
import { readGraphTemplate, type TemplateProblem } from './read-template.js'

/** What the user said of a graph that is imported. */
export interface GraphImport {
  /** The export, parsed; integers beyond 2^53 as bigint. */
  readonly exported: unknown
  readonly name: string
  readonly title?: string
  readonly task?: GraphTask
  readonly base?: GraphBase
  /** `positive=6.text`: input name, node, field. */
  readonly binds?: readonly string[]
  /** Id of the node that saves the result; found where the graph has one. */
  readonly output?: string
  /** Kinds and limits of the fields as a server tells them; guessed from names and values where it is absent. */
  readonly objectInfo?: ObjectInfo
}

export type ImportedGraph =
  | { readonly template: GraphTemplate; readonly notes: readonly string[] }
  | { readonly problems: readonly TemplateProblem[] }

const exportHint =
  'In ComfyUI choose Workflow > Export (API); in older versions turn on "Enable Dev mode Options" in the settings and use Save (API Format).'
const saveClasses: Readonly<Record<string, 'image' | 'audio'>> = {
  SaveImage: 'image',
  SaveAudio: 'audio',
  SaveAudioMP3: 'audio',
  SaveAudioOpus: 'audio',
}

/**
 * A template from a graph that a user exported in API format. Fields become inputs where they hold `{{name}}`, alone or
 * within a text, or where `binds` names them. A field that is bound keeps its value as the default, a seed does not.
 */
export function importGraph(order: GraphImport): ImportedGraph {
  const graph = graphOf(order.exported)
  if ('problems' in graph) return graph
  const binds = findBinds(graph.graph, order.binds ?? [])
  const output = findOutput(graph.graph, order.output)
  const problems = [
    ...binds.problems,
    ...('problem' in output ? [output.problem] : []),
    ...bigLiterals(graph.graph, binds.binds),
    ...(binds.binds.length === 0 && binds.problems.length === 0 ? [nothingBound] : []),
  ]
  if (problems.length > 0 || 'problem' in output) return { problems }
  const inputs = inputsOf(graph.graph, binds.binds, order.objectInfo)
  if ('problems' in inputs) return inputs
  const bindings = bindingsOf(order, graph.graph, inputs.inputs, output)
  const read = readGraphTemplate({ graph: withoutMarks(graph.graph, binds.binds, inputs.inputs), bindings })
  if ('problems' in read) return read
  return { template: read.template, notes: notesOf(order, read.template) }
}

const nothingBound: TemplateProblem = {
  member: 'binds',
  message: 'nothing can be put into this graph',
  hint: 'Write {{positive}} and {{seed}} into its fields before you export it, or name fields: --bind positive=6.text --bind seed=3.seed',
}

/** The nodes of an export: bare, or within the body of a submission. */
function graphOf(exported: unknown): { graph: ComfyGraph } | { problems: readonly TemplateProblem[] } {
  const problem = (message: string, hint: string) => ({ problems: [{ member: 'graph', message, hint }] })
  if (!isRecord(exported)) return problem('this is no graph', exportHint)
  if (Array.isArray(exported['nodes']) && Array.isArray(exported['links']))
    return problem('this is a graph in the format of the editor, which only the editor can run', exportHint)
  const nodes = isRecord(exported['prompt']) ? exported['prompt'] : exported
  const entries = Object.entries(nodes)
  if (entries.length === 0) return problem('the graph has no nodes', exportHint)
  if (entries.length > graphLimits.nodesMax)
    return problem(
      `the graph has ${entries.length} nodes; at most ${graphLimits.nodesMax} are taken`,
      'Split it.',
    )
  for (const [id, node] of entries)
    if (!isRecord(node) || typeof node['class_type'] !== 'string' || !isRecord(node['inputs']))
      return problem(`"${id.slice(0, 60)}" is no node: it lacks class_type or inputs`, exportHint)
  return { graph: nodes as ComfyGraph }
}

function findOutput(
  graph: ComfyGraph,
  wanted: string | undefined,
): GraphBindings['output'] | { problem: TemplateProblem } {
  const saves = Object.entries(graph).flatMap(([node, { class_type: type }]) => {
    const kind = saveClasses[type]
    return kind === undefined ? [] : [{ node, prefixField: 'filename_prefix', kind }]
  })
  const chosen = wanted === undefined ? saves : saves.filter(({ node }) => node === wanted)
  const [only] = chosen
  if (only !== undefined && chosen.length === 1) return only
  const ids = saves.map(({ node }) => node).join(', ')
  const message =
    wanted !== undefined
      ? `node ${wanted.slice(0, 60)} saves nothing`
      : saves.length === 0
        ? 'the graph saves nothing'
        : `the graph saves in ${saves.length} places`
  const hint =
    saves.length === 0
      ? `It needs one of: ${Object.keys(saveClasses).join(', ')}. What PreviewImage shows does not survive a restart.`
      : `Name one of them: --output ${ids}`
  return { problem: { member: 'bindings.output', message, hint } }
}

/** JSON as others read it would change their last digits. */
function bigLiterals(graph: ComfyGraph, binds: readonly FieldBind[]): TemplateProblem[] {
  return Object.entries(graph).flatMap(([node, { inputs }]) =>
    Object.entries(inputs)
      .filter(
        ([field, value]) =>
          typeof value === 'bigint' && !binds.some((one) => one.node === node && one.field === field),
      )
      .map(([field]) => ({
        member: `graph.${node}.inputs.${field}`,
        message: `"${field}" of node ${node} is a number too large for a template`,
        hint: `Bind it, so that each job has its own: --bind seed=${node}.${field}`,
      })),
  )
}

function inputsOf(
  graph: ComfyGraph,
  binds: readonly FieldBind[],
  info: ObjectInfo | undefined,
): { inputs: Record<string, GraphInput> } | { problems: readonly TemplateProblem[] } {
  const inputs: Record<string, GraphInput> = {}
  const problems: TemplateProblem[] = []
  for (const bind of binds) {
    const node = graph[bind.node]
    if (node === undefined) continue
    const inferred = inferInput(bind, node, info?.get(node.class_type)?.inputs[bind.field])
    const present = inputs[bind.name]
    if (present === undefined) inputs[bind.name] = inferred
    else if (present.kind === inferred.kind) present.targets.push(...inferred.targets)
    else
      problems.push({
        member: `bindings.inputs.${bind.name}`,
        message: `"${bind.name}" is ${present.kind} in one field and ${inferred.kind} in another, ${bind.node}.${bind.field}`,
        hint: 'Give the two fields different names.',
      })
  }
  return problems.length > 0 ? { problems } : { inputs }
}

function bindingsOf(
  order: GraphImport,
  graph: ComfyGraph,
  inputs: Record<string, GraphInput>,
  output: GraphBindings['output'],
): GraphBindings {
  const nodes = Object.entries(graph)
  const loaders = nodes.filter(([, { class_type: type }]) => type === 'CheckpointLoaderSimple')
  const [loader] = loaders
  const kinds = Object.values(inputs).map(({ kind }) => kind)
  return {
    format: graphFormat,
    name: order.name,
    version: 1,
    title: order.title ?? order.name,
    task: order.task ?? (output.kind === 'audio' ? 'sfx' : 'sprite'),
    base: order.base ?? (output.kind === 'audio' ? 'audio' : 'any'),
    inputs,
    loras:
      loader !== undefined && loaders.length === 1
        ? { model: [loader[0], 0], clip: [loader[0], 1], max: graphLimits.lorasMax }
        : null,
    output,
    requires: {
      classes: [...new Set(nodes.map(([, { class_type: type }]) => type))].toSorted(),
      folders: [
        ...new Set(kinds.flatMap((kind) => (isFileKind(kind) ? [modelFolders[kind]] : []))),
      ].toSorted(),
    },
  }
}

/** A template's own fields are as it is used: a mark is no value, and its place is open. */
function withoutMarks(
  graph: ComfyGraph,
  binds: readonly FieldBind[],
  inputs: Readonly<Record<string, GraphInput>>,
): ComfyGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => {
      const kept = Object.entries(node.inputs).flatMap(([field, value]): [string, GraphValue][] => {
        const bind = binds.find((one) => one.node === id && one.field === field)
        if (bind === undefined) return [[field, value]]
        const input = inputs[bind.name]
        return input !== undefined && 'default' in input && input.default !== undefined
          ? [[field, value]]
          : []
      })
      return [id, { class_type: node.class_type, inputs: Object.fromEntries(kept), ...titleOf(node) }]
    }),
  )
}

function titleOf({ _meta: meta }: ComfyGraph[string]): { _meta?: { title: string } } {
  return typeof meta?.title === 'string' ? { _meta: { title: meta.title.slice(0, 400) } } : {}
}

function notesOf({ objectInfo, task, base }: GraphImport, { graph, bindings }: GraphTemplate): string[] {
  const links = Object.values(graph).flatMap(({ inputs }) =>
    Object.values(inputs).map((value) => linkOf(value)),
  )
  return [
    ...(objectInfo === undefined
      ? [
          'Kinds and limits were guessed from names and values; import it with --object-info or --url to have them from a server.',
        ]
      : []),
    ...(task === undefined
      ? [`It is taken for a graph that makes ${bindings.task}; say otherwise with --task.`]
      : []),
    ...(base === undefined
      ? [`It is taken for one of base ${bindings.base}; say otherwise with --base.`]
      : []),
    ...(bindings.loras === null ? ['It takes no LoRAs: it has not exactly one CheckpointLoaderSimple.'] : []),
    ...(bindings.inputs['seed'] === undefined
      ? ['It has no "seed": every variant would be the same. Bind one: --bind seed=NODE.seed']
      : []),
    ...(links.every((link) => link === null) ? ['No node is linked to another.'] : []),
  ]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
