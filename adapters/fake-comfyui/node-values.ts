import type { Sound } from '../../core/audio/sound.js'
import type { GraphValue } from '../../core/graphs/comfy-graph.js'
import type { Raster } from '../../core/raster/raster.js'

export interface ModelValue {
  readonly kind: 'model' | 'clip' | 'vae' | 'file'
  /** Of the checkpoint or the file. */
  readonly name: string
}

export interface ConditioningValue {
  readonly kind: 'conditioning'
  readonly text: string
  /** Asked for by a node of music. */
  readonly isMusic?: true
}

export interface LatentValue {
  readonly kind: 'latent'
  /** Of the picture that it decodes to, pixels. */
  readonly width: number
  readonly height: number
  readonly count: number
  /** 4 for Stable Diffusion 1 and XL, 16 for Stable Diffusion 3. */
  readonly channels: number
  /** What it holds; null = nothing yet. */
  readonly pictures: readonly Raster[] | null
  /** What its pictures were painted with; absent where they came from elsewhere. */
  readonly seeds?: readonly string[]
  /** Where it may be painted anew; grey, white = anew. */
  readonly mask?: Raster
  /** A sound's latent: its length in seconds, and the sounds once it is sampled. */
  readonly sound?: {
    readonly seconds: number
    readonly isMusic: boolean
    readonly sounds: readonly Sound[] | null
  }
}

export interface ImageValue {
  readonly kind: 'image'
  readonly pictures: readonly Raster[]
}

/** Grey pictures: the red channel counts. */
export interface MaskValue {
  readonly kind: 'mask'
  readonly pictures: readonly Raster[]
}

export interface AudioValue {
  readonly kind: 'audio'
  readonly sounds: readonly Sound[]
}

export type NodeValue = ModelValue | ConditioningValue | LatentValue | ImageValue | MaskValue | AudioValue

/** An input as a node gets it: a literal of the graph or what the linked node made. */
export type NodeInput = GraphValue | NodeValue

/** What raises in a node: `type` is Python's name of the exception. */
export class NodeFailure extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** The running prompt was interrupted. */
export class InterruptedPrompt extends Error {}

export function valueOf<K extends NodeValue['kind']>(
  input: NodeInput | undefined,
  kind: K,
): NodeValue & { kind: K } {
  if (isValue(input) && input.kind === kind) return input as NodeValue & { kind: K }
  throw new NodeFailure('TypeError', `expected ${kind}`)
}

export function isValue(input: NodeInput | undefined): input is NodeValue {
  return input !== null && typeof input === 'object' && 'kind' in input && typeof input.kind === 'string'
}

export function numberOf(input: NodeInput | undefined): number {
  return typeof input === 'number' || typeof input === 'bigint' ? Number(input) : 0
}

export function textOf(input: NodeInput | undefined): string {
  return typeof input === 'string' ? input : ''
}

/** How Python would print an input in `current_inputs`. */
export function describeInput(input: NodeInput): unknown {
  if (!isValue(input)) return input
  if (input.kind === 'latent') return "{'samples': tensor([[[[0., 0., 0., ..., 0., 0., 0.]]]])}"
  if (input.kind === 'image' || input.kind === 'mask') return 'tensor([[[[0., 0., 0., ..., 0., 0., 0.]]]])'
  return `<comfy.${input.kind} object at 0x7f0000000000>`
}
