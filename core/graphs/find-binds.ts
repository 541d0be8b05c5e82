import type { ComfyGraph, GraphValue } from './comfy-graph.js'
import { linkOf } from './draft-graph.js'
import type { TemplateProblem } from './read-template.js'

/** A field that becomes an input. */
export interface FieldBind {
  readonly name: string
  readonly node: string
  readonly field: string
  /** What it holds in the export; null where that is only the mark. */
  readonly value: GraphValue
  /** Text around the mark. */
  readonly before: string
  readonly after: string
}

const nameForm = /^[a-z][A-Za-z0-9]{0,39}$/
const nameHint =
  'A name begins with a small letter and has letters and digits, 40 at most: positive, seed, outWidth.'

/** Fields that hold `{{name}}`, and those that `NAME=NODE.FIELD` names, with what is wrong with either. */
export function findBinds(
  graph: ComfyGraph,
  orders: readonly string[],
): { binds: readonly FieldBind[]; problems: readonly TemplateProblem[] } {
  const binds: FieldBind[] = []
  const problems: TemplateProblem[] = []
  for (const [node, { inputs }] of Object.entries(graph))
    for (const [field, value] of Object.entries(inputs)) {
      const found = typeof value === 'string' ? readMark(value) : null
      if (found === null) continue
      if ('problem' in found) problems.push({ member: `graph.${node}.inputs.${field}`, ...found.problem })
      else binds.push({ ...found, node, field })
    }
  for (const order of orders) {
    const read = readOrder(order, graph)
    if ('problem' in read) problems.push({ member: 'binds', ...read.problem })
    else if (binds.some(({ node, field }) => node === read.node && field === read.field))
      problems.push({
        member: 'binds',
        message: `"${order.slice(0, 80)}" names a field that is bound already`,
        hint: 'A field takes one input: leave one of the two out.',
      })
    else binds.push(read)
  }
  return { binds, problems }
}

type Problem = Pick<TemplateProblem, 'message' | 'hint'>

/** The mark of a text; null where it has none. */
function readMark(text: string): Omit<FieldBind, 'node' | 'field'> | { problem: Problem } | null {
  const open = text.indexOf('{{')
  if (open < 0) return null
  const close = text.indexOf('}}', open)
  const name = close < 0 ? '' : text.slice(open + 2, close).trim()
  const [before, after] = [text.slice(0, open), close < 0 ? '' : text.slice(close + 2)]
  if (!nameForm.test(name))
    return { problem: { message: `"${text.slice(open, open + 60)}" names no input`, hint: nameHint } }
  if (after.includes('{{'))
    return {
      problem: {
        message: `"${text.slice(0, 80)}" has two marks in one field`,
        hint: 'One field takes one input: put both into its value, or use two text nodes and combine them.',
      },
    }
  return { name, value: null, before, after }
}

function readOrder(order: string, graph: ComfyGraph): FieldBind | { problem: Problem } {
  const shown = order.slice(0, 80)
  const equals = order.indexOf('=')
  const dot = order.lastIndexOf('.')
  const [name, node, field] = [
    order.slice(0, Math.max(0, equals)),
    order.slice(equals + 1, dot),
    order.slice(dot + 1),
  ]
  if (equals < 1 || dot <= equals + 1 || field === '')
    return {
      problem: { message: `"${shown}" is no binding`, hint: 'Write NAME=NODE.FIELD: positive=6.text' },
    }
  if (!nameForm.test(name))
    return { problem: { message: `"${name.slice(0, 60)}" is no name`, hint: nameHint } }
  const inputs = Object.hasOwn(graph, node) ? graph[node]?.inputs : undefined
  if (inputs === undefined)
    return {
      problem: {
        message: `"${shown}": there is no node ${node}`,
        hint: `Nodes: ${Object.keys(graph).slice(0, 30).join(', ')}`,
      },
    }
  const value = Object.hasOwn(inputs, field) ? inputs[field] : undefined
  if (value === undefined || linkOf(value) !== null) {
    const literals = Object.keys(inputs).filter((one) => linkOf(inputs[one]) === null)
    return {
      problem: {
        message: `"${shown}": node ${node} has no value "${field}"${value === undefined ? '' : ', but a link'}`,
        hint: `Its values: ${literals.join(', ') || 'none'}`,
      },
    }
  }
  return { name, node, field, value, before: '', after: '' }
}
