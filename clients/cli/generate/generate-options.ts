import type { GlobalOptions } from '../cli-context.js'

/** What `generate` and `batch` are told on the command line. */
export interface GenerateOptions extends GlobalOptions {
  readonly template?: string
  readonly param: Readonly<Record<string, string>>
  readonly outputName?: string
  readonly from: string
  readonly size?: string
  readonly style?: string
  readonly output: string
  readonly palette?: string
  readonly seed: number
  readonly variants?: number
  readonly provider?: string
  readonly drafts?: number
  readonly review: 'auto' | 'page'
  readonly project: string
  readonly force?: boolean
  readonly keep?: boolean
  readonly dryRun?: boolean
}
