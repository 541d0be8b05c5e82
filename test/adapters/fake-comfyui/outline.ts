import type { SeenEvent } from './fake-client.js'

/** Members whose values have to agree, not only their types. */
const exact = new Set([
  ...[
    'type',
    'message',
    'details',
    'subfolder',
    'class_type',
    'input_name',
    'received_value',
    'received_type',
  ],
  ...[
    'linked_node',
    'dependent_outputs',
    'state',
    'status_str',
    'completed',
    'node',
    'node_id',
    'node_type',
    'executing',
  ],
  ...['exception_type', 'display_node', 'real_node_id', 'parent_node', 'sid', 'max'],
])
/** Lists without an order, and lists whose length means nothing. */
const unordered = new Set(['executed', 'nodes', 'current_outputs'])
const opaque = new Set(['traceback', 'input_config', 'current_inputs'])

/** A value with its keys and types; values only of what has to agree. */
export function outlineOf(value: unknown, key = ''): unknown {
  if (opaque.has(key)) return value === null ? 'null' : typeof value
  if (unordered.has(key) && Array.isArray(value)) return value.map(String).sort()
  if (key !== '' && exact.has(key)) return value
  if (Array.isArray(value)) return value.map((item) => outlineOf(item))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, outlineOf(member, name)]),
    )
  return value === null ? 'null' : typeof value
}

/** Outlines of events by prompt, in their order. */
export type Runs = Map<string, unknown[]>

/**
 * Repeated steps of a sampler count once, and a run that was interrupted may have had any number of them. A status stands
 * in a run only between its end and the word that the worker is done: others come whenever somebody else does something.
 */
export function outlineRuns(events: readonly SeenEvent[]): Runs {
  const runs: Runs = new Map()
  let ended: string | null = null
  for (const { type, data } of events) {
    const isStatus = type === 'status'
    if (isStatus && ended === null) continue
    const id: string = isStatus ? ended! : ((data['prompt_id'] as string | undefined) ?? 'none')
    const run = runs.get(id) ?? []
    runs.set(id, run)
    const outline =
      type === 'progress_state' ? [type, statesOf(data)] : [type, isStatus ? 'status' : outlineOf(data)]
    const isRepeated =
      (type === 'progress_state' || type === 'progress') && run.some((one) => isSame(one, outline))
    if (!isRepeated) run.push(outline)
    if (/^execution_(success|error|interrupted)$/.test(type)) ended = id
    if (isStatus || (type === 'executing' && data['node'] === null)) ended = null
  }
  for (const [id, run] of runs)
    if (run.some((one) => (one as [string])[0] === 'execution_interrupted'))
      runs.set(
        id,
        run.filter((one) => (one as [string])[0] !== 'progress'),
      )
  return runs
}

function statesOf(data: Readonly<Record<string, unknown>>): unknown {
  const nodes = data['nodes'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>
  return Object.entries(nodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { max: _max, ...told }]) => [id, outlineOf(told), typeof _max])
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
