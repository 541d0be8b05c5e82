import type { GraphTemplate } from '../graphs/graph-template.js'
import { isFileKind } from '../graphs/model-folders.js'

/** What the graph takes of these values. Pure. */
export function valuesForGraph(
  template: GraphTemplate,
  values: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => fits(template, name, value)))
}

/** A parameter that the graph takes in this value; else the graph's own default holds. */
function fits({ bindings }: GraphTemplate, name: string, value: string | number): boolean {
  const input = bindings.inputs[name]
  if (input === undefined) return false
  if (isFileKind(input.kind)) return typeof value === 'string'
  if (input.kind === 'choice') return typeof value === 'string' && input.options.includes(value)
  if (input.kind === 'number') return typeof value === 'number' && value >= input.min && value <= input.max
  if (input.kind !== 'integer' || typeof value !== 'number' || !Number.isInteger(value)) return false
  return value >= input.min && value <= input.max && value % (input.step ?? 1) === 0
}
