import type { NodeInputInfo } from '../comfyui/object-info.js'
import type { ComfyNode, GraphValue } from './comfy-graph.js'
import { isFileName } from './check-graph-values.js'
import type { FieldBind } from './find-binds.js'
import type { GraphInput, GraphTarget } from './graph-bindings.schema.js'
import { graphLimits } from './graph-limits.js'
import { fileKindOf, type GraphFileKind, isUploadField } from './model-folders.js'

/** For fields that nothing limits: servers allow far more than anyone wants. */
const guessedMax = 1_000_000
const seedField = /(^|_)seed$/
const wholeFields =
  /^(steps|width|height|batch_size|length|frames?|x|y|left|right|top|bottom|expand|start_at_step|end_at_step)$/
const numberFields =
  /^(cfg|denoise|guidance|shift|seconds|duration|weight|scale_by|start_percent|end_percent)$|strength/

/**
 * The input that a field becomes: from what a server says of it, else from its name and its value. A value that stands
 * there is the default, except for seeds and pictures.
 */
export function inferInput(
  { value, before, after, field, node }: FieldBind,
  { class_type: type }: ComfyNode,
  info: NodeInputInfo | undefined,
): GraphInput {
  const around = { ...(before === '' ? {} : { before }), ...(after === '' ? {} : { after }) }
  const targets: GraphTarget[] = [{ node, field, ...around }]
  if (seedField.test(field) || typeof value === 'bigint') return { kind: 'seed', targets }
  if (isUploadField(type, field)) return { kind: 'image', targets }
  const file = before === '' && after === '' ? fileKindOf(type, field) : null
  if (file !== null && file !== 'lora') return fileInput(file, targets, value)
  if (info?.options !== undefined && info.options.length > 0) return choiceInput(info.options, targets, value)
  if (info?.type === 'BOOLEAN' || typeof value === 'boolean')
    return { kind: 'boolean', targets, ...(typeof value === 'boolean' ? { default: value } : {}) }
  if (isNumeric(field, value, info)) return numberInput(field, targets, value, info)
  const text = typeof value === 'string' ? value.slice(0, graphLimits.textMax) : undefined
  return {
    kind: 'text',
    targets,
    maxLength: 4_000,
    ...(text === undefined || text.length > 4_000 ? {} : { default: text }),
  }
}

function fileInput(
  kind: Exclude<GraphFileKind, 'lora'>,
  targets: GraphTarget[],
  value: GraphValue,
): GraphInput {
  return { kind, targets, ...(typeof value === 'string' && isFileName(value) ? { default: value } : {}) }
}

function choiceInput(options: readonly string[], targets: GraphTarget[], value: GraphValue): GraphInput {
  const taken = options
    .filter((option) => option !== '' && option.length <= 200)
    .slice(0, graphLimits.listMax)
  const isKnown = typeof value === 'string' && taken.includes(value)
  return { kind: 'choice', targets, options: taken, ...(isKnown ? { default: value } : {}) }
}

function isNumeric(field: string, value: GraphValue, info: NodeInputInfo | undefined): boolean {
  if (info !== undefined) return info.type === 'INT' || info.type === 'FLOAT'
  return typeof value === 'number' || wholeFields.test(field) || numberFields.test(field)
}

function numberInput(
  field: string,
  targets: GraphTarget[],
  value: GraphValue,
  info: NodeInputInfo | undefined,
): GraphInput {
  const isWhole =
    info === undefined
      ? wholeFields.test(field) || (Number.isInteger(value) && !numberFields.test(field))
      : info.type === 'INT'
  const given = typeof value === 'number' ? value : null
  const min = Math.max(info?.min ?? Math.min(0, given ?? 0), -guessedMax)
  const max = Math.min(info?.max ?? Math.max(guessedMax, given ?? 0), guessedMax)
  const fits = given !== null && given >= min && given <= max && (!isWhole || Number.isInteger(given))
  const limits = isWhole ? { min: Math.ceil(min), max: Math.floor(max) } : { min, max }
  return { kind: isWhole ? 'integer' : 'number', targets, ...limits, ...(fits ? { default: given } : {}) }
}
