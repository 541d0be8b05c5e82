import type { GraphScalar, GraphValues } from '../../../core/graphs/check-graph-values.js'
import type { GraphInput } from '../../../core/graphs/graph-bindings.schema.js'
import type { GraphTemplate } from '../../../core/graphs/graph-template.js'
import { everyFolder } from './node-table.js'

/** A value for everything that a graph has to be given, with `frames` instances of a repeated part; sizes are small. */
export function sampleValues({ bindings }: GraphTemplate, frames = 3): GraphValues {
  const values: Record<string, GraphScalar | readonly GraphScalar[]> = {}
  for (const [name, input] of Object.entries(bindings.inputs)) {
    const value = sampleOf(name, input, bindings.base)
    if (value !== null)
      values[name] = input.each === true ? Array.from({ length: frames }, () => value) : value
  }
  return values
}

function sampleOf(name: string, input: GraphInput, base: string): GraphScalar | null {
  if (name === 'steps') return 1
  if (name === 'width' || name === 'height') return 256
  if (name === 'outWidth' || name === 'outHeight') return 64
  if ('default' in input && input.default !== undefined) return null
  switch (input.kind) {
    case 'text':
      return 'a wooden crate'
    case 'seed':
      return 2n ** 64n - 1n
    case 'image':
      return 'example.png'
    case 'checkpoint':
      return base === 'sd15' ? 'v1-5-pruned-emaonly.safetensors' : 'sd_xl_base_1.0.safetensors'
    case 'controlnet':
      return everyFolder['controlnet']?.[0] ?? ''
    default:
      throw new Error(`${name} needs a sample`)
  }
}
