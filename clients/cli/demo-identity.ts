import type { QualityContract } from '../../core/autopilot/quality-contract.schema.js'
import { hashOf } from '../../core/hash.js'

/** What makes two demos the same demo. */
export interface DemoInput {
  readonly wishlistText: string
  /** `#rrggbb`; empty = the painter's own. */
  readonly palette: readonly string[]
  readonly seed: number
  readonly provider: string
  /** Left out where there is none, so that the demos of before keep their key. */
  readonly contract?: QualityContract
  /** The same. */
  readonly drafts?: number
}

/** Raised when the painter draws other pictures for the same request, so that old demos stay what they were. */
const painterVersions: Readonly<Record<string, string>> = { procedural: 'procedural/2' }

/** Key of the project of a demo: `demo-` and 12 hex digits. The same input is the same project, in every home. */
export function demoProjectKey(input: DemoInput): string {
  const painter = painterVersions[input.provider] ?? input.provider
  return `demo-${hashOf({ ...input, painter }).slice(0, 12)}`
}
