import type { QualityReport } from '../core/autopilot/quality-report.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RecordQualityInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly report: QualityReport
}

/** Keeps what the autopilot tried for a spec. A late attempt with an older report changes nothing. */
export function recordQuality({ catalogue }: OrchestratePorts) {
  return async (input: RecordQualityInput): Promise<void> => await catalogue.runs.saveQuality(input)
}
