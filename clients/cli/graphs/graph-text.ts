import { describeInput } from '../../../core/graphs/check-graph-values.js'
import type { GraphInput } from '../../../core/graphs/graph-bindings.schema.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { graphHashOf, graphLabel } from '../../../core/graphs/graph-template.js'
import type { GraphReport } from '../../../core/graphs/report-graph.js'
import { formatTable } from '../format-table.js'

/** One line a graph. */
export function formatGraphs(graphs: readonly StoredGraph[]): string {
  if (graphs.length === 0) return ''
  return formatTable([
    ['graph', 'task', 'base', 'from', 'title'],
    ...graphs.map((graph) => {
      const { task, base, title } = graph.bindings
      return [graphLabel(graph), task, base, graph.origin, title]
    }),
  ])
}

/** All that can be put into a graph, and what it needs. */
export function formatGraph(graph: StoredGraph): string {
  const { bindings, origin } = graph
  const { loras, repeat, output, requires, packs = [] } = bindings
  const facts = [
    ['task', bindings.task],
    ['base', bindings.base],
    ['from', origin],
    ['LoRAs', loras === null ? 'none' : `up to ${loras.max}`],
    ...(repeat === undefined ? [] : [[repeat.name, `1 to ${repeat.countMax}`]]),
    ['makes', `${output.kind === 'image' ? 'a picture' : 'a sound'}, saved by node ${output.node}`],
    ['nodes', requires.classes.join(', ')],
    ...(requires.folders.length === 0 ? [] : [['files from', requires.folders.join(', ')]]),
    ...packs.map(({ name, source }) => ['needs', `${name}, ${source}`]),
    ['hash', graphHashOf(graph)],
  ]
  const entries = Object.entries(bindings.inputs)
  const inputs = entries.map(([name, input]) => [
    name,
    `${input.each === true ? `for each of the ${repeat?.name ?? ''}: ` : ''}${isLong(input) ? 'one of those below' : describeInput(input)}`,
    defaultText(input),
    input.about ?? '',
  ])
  return [
    `${graphLabel(graph)}: ${bindings.title}\n`,
    bindings.about === undefined ? '' : `${bindings.about}\n`,
    `\n${formatTable(facts)}`,
    `\n${formatTable([['input', 'takes', 'default', 'meaning'], ...inputs])}`,
    ...entries.flatMap(([name, input]) =>
      isLong(input) && input.kind === 'choice' ? [`\n${name}: ${input.options.join(', ')}\n`] : [],
    ),
  ].join('')
}

/** A list that would make its column too wide to read. */
function isLong(input: GraphInput): boolean {
  return input.kind === 'choice' && input.options.join(', ').length > 50
}

function defaultText(input: GraphInput): string {
  if (input.kind === 'integer' && input.defaultFrom !== undefined) return `= ${input.defaultFrom}`
  const value = 'default' in input ? input.default : undefined
  if (value === undefined) return 'required'
  return value === '' ? 'empty' : String(value)
}

/** What a server can do with each graph, then each thing that is missing once, with the graphs that need it. */
export function formatReports(reports: readonly GraphReport[]): string {
  const states = { ready: 'ready', lacks: 'lacks something', invalid: 'INVALID' } as const
  const missing = new Map<string, { text: string; graphs: string[] }>()
  for (const { name, version, state, problems } of reports)
    for (const { node, message, hint } of problems) {
      const known = missing.get(message) ?? { text: `${message}\n    ${hint}\n`, graphs: [] }
      known.graphs.push(`${name}@${version}${state === 'invalid' ? ` (node ${node})` : ''}`)
      missing.set(message, known)
    }
  return [
    formatTable(reports.map(({ name, version, state }) => [`${name}@${version}`, states[state]])),
    ...(missing.size === 0 ? [] : ['\n']),
    ...[...missing.values()].map(
      ({ text, graphs }) => `  ${text}    for ${[...new Set(graphs)].join(', ')}\n`,
    ),
  ].join('')
}

/** In one sentence: how many graphs run, and whether the others keep anybody from beginning. */
export function summariseReports(reports: readonly GraphReport[]): string {
  const ready = reports.filter(({ state }) => state === 'ready').length
  const wrong = reports.filter(({ state }) => state === 'invalid').length
  const lacking = reports.length - ready - wrong
  const rest =
    lacking === 0
      ? ''
      : `; ${lacking} ${lacking === 1 ? 'waits' : 'wait'} for what is named above, and nothing else needs it`
  return `${ready} of ${reports.length} graphs can run${rest}.`
}
