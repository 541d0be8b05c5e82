import type { NodeInputInfo, ObjectInfo } from '../comfyui/object-info.js'
import { didYouMean } from '../spec-files/nearest-word.js'
import { checkLinks } from './check-links.js'
import type { ComfyGraph, GraphValue } from './comfy-graph.js'
import { copyGraph, linkOf } from './draft-graph.js'
import type { GraphBindings, GraphInput } from './graph-bindings.schema.js'
import { graphLimits } from './graph-limits.js'
import type { GraphTemplate } from './graph-template.js'
import { fileKindOf, type GraphFileKind, isFileKind, isUploadField, modelFolders } from './model-folders.js'

export type GraphProblemKind =
  /** The server has no such class: a pack, or a newer server. */
  | 'missing-class'
  /** The server has no such file. */
  | 'missing-file'
  | 'unknown-input'
  | 'missing-input'
  | 'not-in-list'
  | 'out-of-range'
  | 'bad-link'
  | 'type-mismatch'

/** Why a server would refuse a graph. */
export interface GraphProblem {
  readonly kind: GraphProblemKind
  readonly node: string
  readonly class: string
  /** Absent where the node itself is meant. */
  readonly input?: string
  readonly message: string
  /** What to install, to choose, or to mend. */
  readonly hint: string
}

/** What can be cured by getting something for the server; the graph itself is right. */
export const environmentProblems: readonly GraphProblemKind[] = ['missing-class', 'missing-file']

/**
 * Compares a graph with what a server says of its classes, as the server will at submission, which tells less of it.
 * Fields of a bound input that hold nothing yet are left out. At most `graphLimits.problemsMax` problems.
 */
export function checkGraph(bindings: GraphBindings, graph: ComfyGraph, info: ObjectInfo): GraphProblem[] {
  const scene: Scene = { bindings, graph, info, linkTypes: linkTypesOf(info) }
  const links = checkLinks(graph).map(({ node, input, message, hint }) => {
    const type = graph[node]?.class_type ?? ''
    return { kind: 'bad-link' as const, node, class: type, input, message: `"${input}" ${message}`, hint }
  })
  const nodes = Object.keys(graph).flatMap((id) => checkNode(scene, id))
  return [...links, ...nodes].slice(0, graphLimits.problemsMax)
}

/** The same of a template: with its defaults, and with what it has to be given left open. */
export function checkTemplate({ graph, bindings }: GraphTemplate, info: ObjectInfo): GraphProblem[] {
  const draft = copyGraph(graph)
  for (const input of Object.values(bindings.inputs)) {
    const value = 'default' in input ? input.default : undefined
    for (const { node, field, times } of input.targets) {
      const inputs = draft[node]?.inputs
      if (inputs === undefined) continue
      if (value === undefined) delete inputs[field]
      else
        inputs[field] = typeof value === 'number' && times !== undefined ? Math.round(value * times) : value
    }
  }
  delete draft[bindings.output.node]?.inputs[bindings.output.prefixField]
  return [...checkGraph(bindings, draft, info), ...checkOpenFiles(bindings, graph, info)].slice(
    0,
    graphLimits.problemsMax,
  )
}

interface Scene {
  readonly bindings: GraphBindings
  readonly graph: ComfyGraph
  readonly info: ObjectInfo
  /** Types that only a link can bring. */
  readonly linkTypes: ReadonlySet<string>
}

const literalTypes = ['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO', '*']

function linkTypesOf(info: ObjectInfo): ReadonlySet<string> {
  const types = new Set([...info.values()].flatMap(({ outputs }) => outputs))
  for (const type of literalTypes) types.delete(type)
  return types
}

function checkNode(scene: Scene, id: string): GraphProblem[] {
  const { graph, info, bindings } = scene
  const node = graph[id]
  if (node === undefined) return []
  const described = info.get(node.class_type)
  if (described === undefined) return [missingClass(id, node.class_type, bindings)]
  const problems = Object.entries(node.inputs).flatMap(([name, value]) => {
    const input = Object.hasOwn(described.inputs, name) ? described.inputs[name] : undefined
    if (input === undefined)
      return [
        {
          kind: 'unknown-input' as const,
          ...{ node: id, class: node.class_type, input: name },
          message: `${node.class_type} has no input "${name}"`,
          hint: `${didYouMean(name, Object.keys(described.inputs))}A server ignores it, so what was meant is not done.`,
        },
      ]
    return checkInput(scene, { id, name, input, value })
  })
  for (const [name, input] of Object.entries(described.inputs))
    if (input.required && !Object.hasOwn(node.inputs, name) && !isOpen(bindings, id, name))
      problems.push({
        kind: 'missing-input',
        ...{ node: id, class: node.class_type, input: name },
        message: `"${name}" of ${node.class_type} is missing`,
        hint: `Give it a value or a link of type ${input.type}.`,
      })
  return problems
}

function missingClass(node: string, type: string, { packs = [] }: GraphBindings): GraphProblem {
  const pack = packs.find(({ classes }) => classes.includes(type))
  return {
    kind: 'missing-class',
    ...{ node, class: type },
    message: `the server has no node ${type}`,
    hint:
      pack === undefined
        ? 'It is stock in newer versions of ComfyUI, or part of a pack: update the server or install the pack.'
        : `It is part of ${pack.name}: ${pack.source}`,
  }
}

/** What a bound input gives later, and the file name prefix that the client gives. */
function isOpen({ inputs, output }: GraphBindings, node: string, field: string): boolean {
  if (node === output.node && field === output.prefixField) return true
  return Object.values(inputs).some(({ targets }) =>
    targets.some((one) => one.node === node && one.field === field),
  )
}

interface Place {
  readonly id: string
  readonly name: string
  readonly input: NodeInputInfo
  readonly value: GraphValue
}

function checkInput(scene: Scene, place: Place): GraphProblem[] {
  const type = scene.graph[place.id]?.class_type ?? ''
  const at = { node: place.id, class: type, input: place.name }
  const link = linkOf(place.value)
  if (link !== null) return checkLink(scene, place, at, link)
  if (scene.linkTypes.has(place.input.type))
    return [
      {
        kind: 'type-mismatch',
        ...at,
        message: `"${place.name}" of ${type} is a literal`,
        hint: `It takes a link to an output of type ${place.input.type}.`,
      },
    ]
  if (place.input.options !== undefined) return checkOption(scene, place, at, place.input.options)
  return checkNumber(place, at)
}

type At = Pick<GraphProblem, 'node' | 'class'> & { readonly input: string }

function checkLink(
  { graph, info }: Scene,
  { name, input }: Place,
  at: At,
  [from, slot]: readonly [string, number],
): GraphProblem[] {
  const source = graph[from]
  // Told by checkLinks.
  if (source === undefined) return []
  const outputs = info.get(source.class_type)?.outputs
  // The class itself is missing, which is told at its own node.
  if (outputs === undefined) return []
  const given = outputs[slot]
  if (given === undefined)
    return [
      {
        kind: 'bad-link',
        ...at,
        message: `"${name}" is linked to output ${slot} of ${source.class_type}, which has ${outputs.length}`,
        hint: `Outputs are counted from 0: ${outputs.join(', ') || 'it has none'}.`,
      },
    ]
  if (fits(given, input.type)) return []
  return [
    {
      kind: 'type-mismatch',
      ...at,
      message: `"${name}" takes ${input.type} and is linked to ${given} of ${source.class_type}`,
      hint: `Link it to an output of type ${input.type}.`,
    },
  ]
}

/** Newer classes name several types with commas; a list of options takes a text. */
function fits(given: string, wanted: string): boolean {
  const wants = wanted.split(',')
  return given
    .split(',')
    .some(
      (one) =>
        one === '*' || wants.includes('*') || wants.includes(one) || (wanted === 'COMBO' && one === 'STRING'),
    )
}

function checkOption(
  { bindings }: Scene,
  { id, name, value }: Place,
  at: At,
  options: readonly string[],
): GraphProblem[] {
  const given = textOf(value)
  if (isUploadField(at.class, name) || options.includes(given)) return []
  const kind = fileKindAt(bindings, id, name) ?? fileKindOf(at.class, name)
  const shown = given.slice(0, 120)
  if (kind !== null) return [missingFile(at, kind, shown)]
  return [
    {
      kind: 'not-in-list',
      ...at,
      message: `"${name}" of ${at.class} is "${shown}", which the server does not know`,
      hint: `${didYouMean(shown, options)}It has: ${options.slice(0, 12).join(', ')}${options.length > 12 ? ' ...' : ''}`,
    },
  ]
}

function textOf(value: GraphValue): string {
  return typeof value === 'object' ? 'a list or an object' : String(value)
}

function missingFile(at: At, kind: GraphFileKind, file: string | null): GraphProblem {
  const folder = modelFolders[kind]
  return {
    kind: 'missing-file',
    ...at,
    message:
      file === null
        ? `the server has no file in models/${folder}`
        : `the server has no "${file}" in models/${folder}`,
    hint: `Put ${file === null ? 'one' : 'it'} there, or name another: assetloom models list says where to get it.`,
  }
}

function fileKindAt({ inputs }: GraphBindings, node: string, field: string): GraphFileKind | null {
  const input = Object.values(inputs).find(({ targets }) =>
    targets.some((one) => one.node === node && one.field === field),
  )
  return input !== undefined && isFileKind(input.kind) ? input.kind : null
}

/** Files that are named later: the folder has to hold some. */
function checkOpenFiles(bindings: GraphBindings, graph: ComfyGraph, info: ObjectInfo): GraphProblem[] {
  return Object.values(bindings.inputs).flatMap((input: GraphInput) => {
    const { kind } = input
    if (!isFileKind(kind) || ('default' in input && input.default !== undefined)) return []
    return input.targets.flatMap(({ node, field }) => {
      const type = graph[node]?.class_type ?? ''
      const options = info.get(type)?.inputs[field]?.options
      return options?.length === 0 ? [missingFile({ node, class: type, input: field }, kind, null)] : []
    })
  })
}

function checkNumber({ name, input, value }: Place, at: At): GraphProblem[] {
  if (input.type !== 'INT' && input.type !== 'FLOAT') return []
  // Servers turn digits within quotes into numbers.
  const number =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? Number(value) : NaN
  const { min = -Infinity, max = Infinity } = input
  if (Number.isNaN(number) || value === '')
    return [
      {
        kind: 'type-mismatch',
        ...at,
        message: `"${name}" of ${at.class} is no number`,
        hint: `It takes ${input.type}.`,
      },
    ]
  if (number >= min && number <= max) return []
  return [
    {
      kind: 'out-of-range',
      ...at,
      message: `"${name}" of ${at.class} is ${number}`,
      hint: `The server takes ${min} to ${max}.`,
    },
  ]
}
