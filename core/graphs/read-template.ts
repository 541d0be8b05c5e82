import { checkLinks } from './check-links.js'
import { wrongWith } from './check-graph-values.js'
import { comfyGraphSchema, graphBindingsSchema, type GraphInput } from './graph-bindings.schema.js'
import { graphLimits } from './graph-limits.js'
import type { GraphTemplate } from './graph-template.js'

/** Something wrong with the files of a graph. */
export interface TemplateProblem {
  /** `graph.6.inputs.text`, `bindings.inputs.seed`. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

const formHint = 'See docs/guides/add-a-graph.md for the form of these files.'

/**
 * A template from its two files, parsed from JSON, when they are well-formed and fit together; else what is wrong with
 * them. What a server has is no matter here.
 */
export function readGraphTemplate(files: {
  readonly graph: unknown
  readonly bindings: unknown
}): { template: GraphTemplate } | { problems: readonly TemplateProblem[] } {
  if (isTooDeep(files, graphLimits.depthMax))
    return {
      problems: [
        { member: 'graph', message: `values are nested deeper than ${graphLimits.depthMax}`, hint: formHint },
      ],
    }
  const graph = comfyGraphSchema.safeParse(files.graph)
  const bindings = graphBindingsSchema.safeParse(files.bindings)
  if (!graph.success || !bindings.success)
    return { problems: [...formProblems('graph', graph.error), ...formProblems('bindings', bindings.error)] }
  // The schema names optional members with undefined; JSON has no such value.
  const template: GraphTemplate = { graph: graph.data as GraphTemplate['graph'], bindings: bindings.data }
  const problems = [
    ...checkLinks(template.graph).map(({ node, input, message, hint }) => ({
      member: `graph.${node}.inputs.${input}`,
      message: `"${input}" of node ${node} ${message}`,
      hint,
    })),
    ...checkInputs(template),
    ...checkPlaces(template),
    ...checkRepeat(template),
    ...checkClasses(template),
  ].slice(0, graphLimits.problemsMax)
  return problems.length === 0 ? { template } : { problems }
}

function formProblems(
  file: string,
  error:
    | { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }
    | undefined,
): TemplateProblem[] {
  return (error?.issues ?? []).slice(0, graphLimits.problemsMax).map(({ path, message }) => ({
    member: [file, ...path.map(String)].join('.'),
    message,
    hint: formHint,
  }))
}

function checkInputs(template: GraphTemplate): TemplateProblem[] {
  const { graph, bindings } = template
  const taken = new Map<string, string>()
  return Object.entries(bindings.inputs).flatMap(([name, input]) => {
    const member = `bindings.inputs.${name}`
    const found: TemplateProblem[] = []
    for (const { node, field } of input.targets) {
      const place = `${node}.${field}`
      if (!Object.hasOwn(graph, node))
        found.push({
          member,
          message: `"${name}" is put into node ${node}, which is not there`,
          hint: formHint,
        })
      const other = taken.get(place)
      if (other !== undefined)
        found.push({
          member,
          message: `"${other}" and "${name}" are put into the same field, ${place}`,
          hint: formHint,
        })
      taken.set(place, name)
    }
    const strays = input.targets.filter(({ node }) => bindings.repeat?.nodes.includes(node) !== true)
    if (input.each === true && strays.length > 0)
      found.push({
        member,
        message: `"${name}" has one value for each instance and is put into node ${strays[0]?.node ?? ''}, which stands once`,
        hint: formHint,
      })
    return [...found, ...checkDefault(name, input, template)]
  })
}

function checkDefault(name: string, input: GraphInput, { bindings }: GraphTemplate): TemplateProblem[] {
  const member = `bindings.inputs.${name}`
  const hint = 'Give it a default within its own limits, or none.'
  if (
    input.kind === 'integer' &&
    input.defaultFrom !== undefined &&
    bindings.inputs[input.defaultFrom]?.kind !== 'integer'
  )
    return [
      { member, message: `its default is that of "${input.defaultFrom}", which is no whole number`, hint },
    ]
  if (!('default' in input) || input.default === undefined) return []
  const wrong = wrongWith(input, input.default)
  return wrong === null ? [] : [{ member, message: `its default ${wrong}`, hint }]
}

/** Where the result is saved and LoRAs are put. */
function checkPlaces({ graph, bindings }: GraphTemplate): TemplateProblem[] {
  const { output, loras, repeat } = bindings
  const places = [
    { member: 'bindings.output.node', node: output.node },
    ...(loras === null ? [] : [{ member: 'bindings.loras.model', node: loras.model[0] }]),
    ...(loras === null || loras.clip === null
      ? []
      : [{ member: 'bindings.loras.clip', node: loras.clip[0] }]),
  ]
  return places.flatMap(({ member, node }) => {
    if (!Object.hasOwn(graph, node)) return [{ member, message: `there is no node ${node}`, hint: formHint }]
    return repeat?.nodes.includes(node) === true
      ? [{ member, message: `node ${node} is repeated`, hint: 'Only what stands once can be named here.' }]
      : []
  })
}

function checkRepeat({ graph, bindings }: GraphTemplate): TemplateProblem[] {
  const { repeat, inputs } = bindings
  if (repeat === undefined) return []
  const named = [
    ...repeat.nodes,
    ...repeat.later.map(({ node }) => node),
    ...repeat.later.map(({ link }) => link[0]),
  ]
  const strays = named.filter((id) => !Object.hasOwn(graph, id) || !repeat.nodes.includes(id))
  const copies = Object.keys(graph).filter((id) =>
    repeat.nodes.some((node) => /^\d+$/.test(id.slice(node.length + 1)) && id.startsWith(`${node}_`)),
  )
  return [
    ...strays.map((id) => ({
      member: 'bindings.repeat',
      message: `node ${id} is no node of the repeated part`,
      hint: formHint,
    })),
    ...copies.map((id) => ({
      member: `graph.${id}`,
      message: `node ${id} has the name of a copy`,
      hint: 'Copies of node 7 are called 7_2, 7_3 and so on: call it something else.',
    })),
    ...(Object.values(inputs).some(({ each }) => each === true)
      ? []
      : [{ member: 'bindings.repeat', message: 'no input has a value for each instance', hint: formHint }]),
  ]
}

function checkClasses({ graph, bindings }: GraphTemplate): TemplateProblem[] {
  const used = new Set(Object.values(graph).map(({ class_type: name }) => name))
  const listed = new Set(bindings.requires.classes)
  const packed = new Set((bindings.packs ?? []).flatMap(({ classes }) => classes))
  const member = 'bindings.requires.classes'
  return [
    ...[...used]
      .filter((name) => !listed.has(name))
      .map((name) => ({ member, message: `lacks ${name}`, hint: formHint })),
    ...[...listed]
      .filter((name) => !used.has(name))
      .map((name) => ({
        member,
        message: `has ${name}, which the graph does not use`,
        hint: formHint,
      })),
    ...[...packed]
      .filter((name) => !used.has(name))
      .map((name) => ({
        member: 'bindings.packs',
        message: `has ${name}, which the graph does not use`,
        hint: formHint,
      })),
  ]
}

/** Before the schema sees it: a validator that calls itself would overflow. */
function isTooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((member) => isTooDeep(member, depth - 1))
}
