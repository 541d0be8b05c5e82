/** `[type or choices, limits]`, as /object_info gives an input; new nodes give `["COMBO", {"options": [...]}]`. */
export type InputInfo = readonly [string | readonly string[], Readonly<Record<string, unknown>>?]

/** A node class as GET /object_info tells it. */
export interface NodeInfo {
  readonly input: {
    readonly required?: Readonly<Record<string, InputInfo>>
    readonly optional?: Readonly<Record<string, InputInfo>>
    readonly hidden?: Readonly<Record<string, unknown>>
  }
  readonly input_order?: Readonly<Record<string, readonly string[]>>
  readonly output: readonly string[]
  readonly output_is_list?: readonly boolean[]
  readonly output_name?: readonly string[]
  readonly output_node: boolean
  readonly python_module?: string
  readonly [more: string]: unknown
}

export type NodeTable = ReadonlyMap<string, NodeInfo>

/** The choices of an input, or null where it takes no choice. */
export function choicesOf([type, limits]: InputInfo): readonly string[] | null {
  if (typeof type !== 'string') return type
  return type === 'COMBO' ? ((limits?.['options'] as readonly string[] | undefined) ?? []) : null
}

export const link = (type: string): InputInfo => [type, {}]
export const text = (value?: string): InputInfo => [
  'STRING',
  value === undefined ? { multiline: true } : { default: value },
]
export const flag = (value: boolean): InputInfo => ['BOOLEAN', { default: value }]
export const choice = (...options: readonly string[]): InputInfo => [options, {}]
export const whole = (value: number, min: number, max: number): InputInfo => [
  'INT',
  { default: value, min, max },
]
export const real = (value: number, min: number, max: number): InputInfo => [
  'FLOAT',
  { default: value, min, max, step: 0.01 },
]
/** 64 bits without a sign: above what a JavaScript number holds. */
export const seed: InputInfo = [
  'INT',
  { default: 0, min: 0, max: 18_446_744_073_709_551_615n, control_after_generate: true },
]

/** What is left to say of a class; the order of its inputs is that of ComfyUI. */
export function nodeInfo(
  module: string,
  required: Readonly<Record<string, InputInfo>>,
  output: readonly string[],
  more: { readonly optional?: Readonly<Record<string, InputInfo>>; readonly saves?: boolean } = {},
): NodeInfo {
  const { optional, saves = false } = more
  return {
    input: {
      required,
      ...(optional === undefined ? {} : { optional }),
      ...(saves ? { hidden: { prompt: 'PROMPT', extra_pnginfo: 'EXTRA_PNGINFO' } } : {}),
    },
    input_order: {
      required: Object.keys(required),
      ...(optional ? { optional: Object.keys(optional) } : {}),
    },
    output,
    output_is_list: output.map(() => false),
    output_name: output,
    output_node: saves,
    python_module: module,
  }
}
