import type { ComfyGraph, ComfyNode, GraphValue } from '../../core/graphs/comfy-graph.js'
import { convertInput } from './convert-input.js'
import { choicesOf, type InputInfo, type NodeInfo, type NodeTable } from './node-info.js'
import { fileInputs, inputsOf, typeOfInput } from './node-table.js'
import { pythonText } from './python-json.js'

export interface PromptError {
  readonly type: string
  readonly message: string
  readonly details: string
  readonly extra_info: Readonly<Record<string, unknown>>
}

export interface NodeErrors {
  readonly errors: readonly PromptError[]
  readonly dependent_outputs: string[]
  readonly class_type: string
}

export interface Validation {
  readonly error: PromptError | null
  readonly outputs: readonly string[]
  readonly nodeErrors: Readonly<Record<string, NodeErrors>>
  /** The graph with its literals as the server converted them. */
  readonly graph: ComfyGraph
}

export interface ValidationContext {
  readonly table: NodeTable
  /** Since 0.28 an unknown class has an error type of its own. */
  readonly isStrict: boolean
  readonly hasInputFile: (name: string) => boolean
}

type Verdict = readonly [boolean, readonly PromptError[]]
type Inputs = Record<string, GraphValue>

/** Longest chain of nodes that is followed. */
const depthMax = 900

/** Python's exceptions, by the text that it makes of them. */
class PythonError extends Error {
  readonly kind: string

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

/**
 * Checks a prompt as ComfyUI's execution.py does (0.3.64), with its error types, texts and its faults: a bad link is
 * blamed on the node that has it, a cycle gives no detail, a graph that is good in part is accepted in part.
 * Throws a TypeError for what the real server answers with 500.
 */
export function validatePrompt(
  prompt: unknown,
  context: ValidationContext,
  targets?: readonly string[],
): Validation {
  if (prompt === null || typeof prompt !== 'object' || Array.isArray(prompt))
    throw new TypeError('no prompt object')
  const nodes = prompt as Readonly<Record<string, unknown>>
  const found: string[] = []
  for (const [id, node] of Object.entries(nodes)) {
    const name = classOf(node)
    if (name === null)
      return refused(
        'invalid_prompt',
        'Cannot execute because a node is missing the class_type property.',
        id,
      )
    const info = context.table.get(name)
    if (info === undefined) return unknownClass(name, id, context)
    if (info.output_node && (targets === undefined || targets.includes(id))) found.push(id)
  }
  if (found.length === 0)
    return failed({
      type: 'prompt_no_outputs',
      message: 'Prompt has no outputs',
      details: '',
      extra_info: {},
    })
  const graph = copyGraph(nodes)
  return checkOutputs(graph, found, context)
}

function checkOutputs(
  graph: Record<string, ComfyNode>,
  outputs: readonly string[],
  context: ValidationContext,
): Validation {
  const check = new InputCheck(graph, context)
  const good: string[] = []
  const reasonsOf: string[] = []
  const nodeErrors: Record<string, NodeErrors> = {}
  for (const output of outputs) {
    const [isGood, reasons] = check.output(output)
    if (isGood) good.push(output)
    else {
      reasonsOf.push(...reasons.map(({ message, details }) => `${message}: ${details}`))
      for (const [id, [isValid, errors]] of check.verdicts)
        if (!isValid && errors.length > 0) {
          nodeErrors[id] ??= { errors, dependent_outputs: [], class_type: graph[id]!.class_type }
          nodeErrors[id].dependent_outputs.push(output)
        }
    }
  }
  if (good.length > 0) return { error: null, outputs: good, nodeErrors, graph }
  const error: PromptError = {
    type: 'prompt_outputs_failed_validation',
    message: 'Prompt outputs failed validation',
    details: reasonsOf.join('\n'),
    extra_info: {},
  }
  return { error, outputs: [], nodeErrors, graph }
}

/** Checks nodes from the outputs back, each once. */
class InputCheck {
  readonly verdicts = new Map<string, Verdict>()
  private readonly open = new Set<string>()
  private readonly graph: Record<string, ComfyNode>
  private readonly context: ValidationContext

  constructor(graph: Record<string, ComfyNode>, context: ValidationContext) {
    this.graph = graph
    this.context = context
  }

  output(id: string): Verdict {
    try {
      return this.node(id)
    } catch (error) {
      if (!(error instanceof PythonError)) throw error
      const told = { exception_type: error.kind, traceback: [] }
      const reason = problem(
        'exception_during_validation',
        'Exception when validating node',
        error.message,
        told,
      )
      this.verdicts.set(id, [false, [reason]])
      return [false, [reason]]
    }
  }

  private node(id: string): Verdict {
    const known = this.verdicts.get(id)
    if (known !== undefined) return known
    // Python's recursion ends in an error whose traces are overwritten on the way up.
    if (this.open.has(id) || this.open.size > depthMax) return [false, []]
    this.open.add(id)
    try {
      const verdict = this.inputs(this.graph[id]!)
      this.verdicts.set(id, verdict)
      return verdict
    } finally {
      this.open.delete(id)
    }
  }

  private inputs(node: ComfyNode): Verdict {
    if (node.inputs === undefined) throw new PythonError('KeyError', "'inputs'")
    const info = this.context.table.get(node.class_type)!
    const errors: PromptError[] = []
    let isValid = true
    for (const { name, input, required } of inputsOf(info)) {
      const value = node.inputs[name]
      if (value === undefined) {
        if (required)
          errors.push(
            problem('required_input_missing', 'Required input is missing', name, { input_name: name }),
          )
      } else if (Array.isArray(value)) {
        const links = this.link(name, input, value)
        if (links === null) isValid = false
        else errors.push(...links)
      } else errors.push(...checkLiteral(name, input, node, info, this.context))
    }
    return [isValid && errors.length === 0, errors]
  }

  /** Null when the linked node is at fault. */
  private link(name: string, input: InputInfo, value: readonly GraphValue[]): PromptError[] | null {
    const of = { input_name: name, input_config: [input[0], input[1] ?? {}] }
    const [source, slot] = value
    if (value.length !== 2) {
      const message = 'Bad linked input, must be a length-2 list of [node_id, slot_index]'
      return [problem('bad_linked_input', message, name, { ...of, received_value: value })]
    }
    const from = pythonText(source)
    const linked = this.graph[from]
    if (linked === undefined) throw new PythonError('KeyError', `'${from}'`)
    const received = this.context.table.get(linked.class_type)?.output[Number(slot)]
    if (received === undefined) throw new PythonError('IndexError', 'tuple index out of range')
    const wanted = typeOfInput(input)
    if (wanted !== '*' && received !== '*' && !wanted.split(',').includes(received)) {
      const details = `${name}, received_type(${received}) mismatch input_type(${wanted})`
      const told = { ...of, received_type: received, linked_node: value }
      return [problem('return_type_mismatch', 'Return type mismatch between linked nodes', details, told)]
    }
    try {
      return this.node(from)[0] ? [] : null
    } catch (error) {
      if (!(error instanceof PythonError)) throw error
      this.verdicts.set(from, [false, [innerException(error, { ...of, linked_node: value })]])
      return null
    }
  }
}

function checkLiteral(
  name: string,
  input: InputInfo,
  node: ComfyNode,
  info: NodeInfo,
  context: ValidationContext,
): PromptError[] {
  const of = { input_name: name, input_config: [input[0], input[1] ?? {}] }
  const type = typeOfInput(input)
  const converted = convertInput(type, node.inputs[name] ?? null)
  if ('failure' in converted)
    return [
      problem(
        'invalid_input_type',
        `Failed to convert an input value to a ${type} value`,
        `${name}, ${pythonText(converted.received)}, ${converted.failure}`,
        { ...of, received_value: converted.received, exception_message: converted.failure },
      ),
    ]
  const { value } = converted
  ;(node.inputs as Inputs)[name] = value
  if (fileInputs[node.class_type] === name && !context.hasInputFile(pythonText(value))) {
    const kind = info.output.includes('AUDIO') ? 'audio' : 'image'
    const details = `${name} - Invalid ${kind} file: ${pythonText(value)}`
    return [
      problem('custom_validation_failed', 'Custom validation failed for node', details, { input_name: name }),
    ]
  }
  if (fileInputs[node.class_type] === name) return []
  return checkLimits(name, input, value, of)
}

function checkLimits(
  name: string,
  input: InputInfo,
  value: GraphValue,
  of: Readonly<Record<string, unknown>>,
): PromptError[] {
  const { min, max } = (input[1] ?? {}) as { min?: number | bigint; max?: number | bigint }
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  const shown = pythonText(value)
  if (isNumber && min !== undefined && value < min)
    return [
      problem('value_smaller_than_min', `Value ${shown} smaller than min of ${min}`, name, {
        ...of,
        received_value: value,
      }),
    ]
  if (isNumber && max !== undefined && value > max)
    return [
      problem('value_bigger_than_max', `Value ${shown} bigger than max of ${max}`, name, {
        ...of,
        received_value: value,
      }),
    ]
  const choices = choicesOf(input)
  if (choices === null || choices.includes(value as string)) return []
  const isLong = choices.length > 20
  const list = isLong
    ? `(list of length ${choices.length})`
    : `[${choices.map((option) => `'${option}'`).join(', ')}]`
  return [
    problem('value_not_in_list', 'Value not in list', `${name}: '${shown}' not in ${list}`, {
      ...of,
      ...(isLong ? { input_config: null } : {}),
      received_value: value,
    }),
  ]
}

function innerException(error: PythonError, of: Readonly<Record<string, unknown>>): PromptError {
  return problem('exception_during_inner_validation', 'Exception when validating inner node', error.message, {
    ...of,
    exception_message: error.message,
    exception_type: error.kind,
    traceback: [],
  })
}

function problem(
  type: string,
  message: string,
  details: string,
  extra: Readonly<Record<string, unknown>>,
): PromptError {
  return { type, message, details, extra_info: extra }
}

function classOf(node: unknown): string | null {
  if (typeof node === 'number' || node === null) throw new TypeError('a node that is no object')
  const name = (node as { class_type?: unknown }).class_type
  return typeof name === 'string' ? name : null
}

function unknownClass(name: string, id: string, { isStrict }: ValidationContext): Validation {
  const message = `Cannot execute because node ${name} does not exist.`
  if (!isStrict) return refused('invalid_prompt', message, id)
  const extra = { node_id: id, class_type: name, node_title: name }
  return failed({ type: 'missing_node_type', message, details: `Node ID '#${id}'`, extra_info: extra })
}

function refused(type: string, message: string, id: string): Validation {
  return failed({ type, message, details: `Node ID '#${id}'`, extra_info: {} })
}

function failed(error: PromptError): Validation {
  return { error, outputs: [], nodeErrors: {}, graph: {} }
}

/** Converted literals are written into it. */
function copyGraph(nodes: Readonly<Record<string, unknown>>): Record<string, ComfyNode> {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const { inputs, ...rest } = node as ComfyNode
      return [id, (inputs === undefined ? rest : { ...rest, inputs: { ...inputs } }) as ComfyNode]
    }),
  )
}
