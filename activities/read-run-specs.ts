import type { SpecSnapshot } from '../core/ports.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface ReadRunSpecsInput {
  readonly runId: string
  readonly cursor: number
  readonly limit: number
}

/** One page of the run's specs in input order, each with the snapshot that its assetRun starts from. */
export function readRunSpecs({ catalogue }: OrchestratePorts) {
  return async ({
    runId,
    cursor,
    limit,
  }: ReadRunSpecsInput): Promise<{ specs: SpecSnapshot[]; nextCursor: number | null }> =>
    await catalogue.runs.readSpecs(runId, cursor, limit)
}
