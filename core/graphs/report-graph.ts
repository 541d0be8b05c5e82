import type { ObjectInfo } from '../comfyui/object-info.js'
import { checkTemplate, environmentProblems, type GraphProblem } from './check-graph.js'
import type { GraphBase, GraphTask } from './graph-bindings.schema.js'
import type { GraphTemplate } from './graph-template.js'

/** What a server can do with a graph. */
export interface GraphReport {
  readonly name: string
  readonly version: number
  readonly task: GraphTask
  readonly base: GraphBase
  /**
   * `ready`: it can run. `lacks`: nodes or model files have to be got first. `invalid`: the server would refuse it
   * whatever it had, so the graph is wrong or made for another version.
   */
  readonly state: 'ready' | 'lacks' | 'invalid'
  readonly problems: readonly GraphProblem[]
}

/** Family of a checkpoint by its file name; null where nobody knows it. */
export type FamilyOf = (checkpoint: string) => string | null

/**
 * Checks each of the graphs against a server, in their order. What is missing is told once a graph. With `familyOf` also
 * whether a checkpoint of the graph's family is there; one that nobody knows counts as one.
 */
export function reportGraphs(
  templates: readonly GraphTemplate[],
  info: ObjectInfo,
  familyOf: FamilyOf = () => null,
): GraphReport[] {
  return templates.map((template) => {
    const { name, version, task, base } = template.bindings
    const problems = once([...checkTemplate(template, info), ...checkFamily(template, info, familyOf)])
    const state =
      problems.length === 0
        ? 'ready'
        : problems.every(({ kind }) => environmentProblems.includes(kind))
          ? 'lacks'
          : 'invalid'
    return { name, version, task, base, state, problems }
  })
}

const familyNames: Readonly<Record<GraphBase, string>> = {
  sdxl: 'SDXL',
  sd15: 'SD 1.5',
  any: '',
  audio: 'audio',
}

function checkFamily(
  { graph, bindings }: GraphTemplate,
  info: ObjectInfo,
  familyOf: FamilyOf,
): GraphProblem[] {
  const { base, inputs } = bindings
  if (base === 'any') return []
  return Object.values(inputs).flatMap((input) => {
    const [target] = input.targets
    // A graph that names its checkpoint is checked for that file.
    if (input.kind !== 'checkpoint' || input.default !== undefined || target === undefined) return []
    const { node, field } = target
    const type = graph[node]?.class_type ?? ''
    const files = info.get(type)?.inputs[field]?.options ?? []
    const fits = files.some((file) => (familyOf(file) ?? base) === base)
    if (fits || files.length === 0) return []
    return [
      {
        kind: 'missing-file',
        ...{ node, class: type, input: field },
        message: `the server has no ${familyNames[base]} checkpoint in models/checkpoints`,
        hint: 'Put one there: assetloom models list says where to get it. Graphs of the family that it has are used until then.',
      },
    ]
  })
}

function once(problems: readonly GraphProblem[]): GraphProblem[] {
  const told = new Set<string>()
  return problems.filter(({ kind, message }) => {
    const isKnown = environmentProblems.includes(kind) && told.has(message)
    told.add(message)
    return !isKnown
  })
}
