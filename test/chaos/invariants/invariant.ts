import type { Client } from '@temporalio/client'
import type pg from 'pg'
import type { Fault } from '../fault.js'
import type { Lab } from '../lab.js'
import type { PermitSamples } from '../permit-sampler.js'
import type { RunFacts } from '../run-facts.js'
import type { BundleEvidence } from '../bundle-evidence.js'

/** What an undisturbed run with the same kind of review gave. */
export interface Baseline {
  readonly decisions: number
  readonly bundleHash: string
  /** Path and hash of every file but the manifest. */
  readonly bundleLines: readonly string[]
}

/** Everything that the invariants look at, read when the run was over. */
export interface Evidence {
  readonly lab: Lab
  readonly fault: Fault
  readonly runId: string
  readonly specs: number
  readonly facts: RunFacts
  readonly bundle: BundleEvidence | null
  /** Null for the undisturbed run itself. */
  readonly baseline: Baseline | null
  readonly samples: PermitSamples
  readonly db: pg.Client
  readonly temporal: Client
  /** Takes what could not be checked or was checked only in part, once a sentence. */
  readonly tell: (note: string) => void
}

/** One promise. `check` returns what breaks it, in sentences; none means that it holds. */
export interface Invariant {
  readonly id: string
  readonly promise: string
  check(evidence: Evidence): readonly string[] | Promise<readonly string[]>
}

/** The sentence, when something is wrong. */
export function objection(isWrong: boolean, sentence: string): readonly string[] {
  return isWrong ? [sentence] : []
}
