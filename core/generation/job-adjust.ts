import type { GenerationParameters } from '../spec/asset-spec.schema.js'
import type { AdjustableParameter } from './adjustable-parameter.js'
import type { JobSource } from './job-source.schema.js'

/** What a try does otherwise than its spec says. Absent members are as the spec has them. */
export interface JobAdjust {
  /** How much more than usual the words count: 1 = as ever. */
  readonly promptWeight?: number
  readonly parameters?: Readonly<Partial<Record<AdjustableParameter, number>>>
  /** Who makes it instead of the spec's provider. */
  readonly provider?: string
  /** The picture that it begins from, instead of its spec's. */
  readonly source?: JobSource
  /** Instead of its spec's words; what is empty is left out of the request. */
  readonly words?: { readonly prompt?: string; readonly negative?: string }
  /** Instead of its spec's parameters of the same name. */
  readonly generation?: Pick<GenerationParameters, 'steps' | 'cfg'>
}

/** The kinds of adjustment that a provider can follow, beside the seed that each of them follows. */
export type Adjustable = 'promptWeight' | 'parameters' | 'source'
