import type { Bench } from './bench-row.js'
import { decisionLatency } from './decision-latency.js'
import { eventLatency } from './event-latency.js'
import { eventProgress } from './event-progress.js'

/** What a reviewer waits for: the answer to a decision, the news of what others did, and how far a picture is. */
export const latencyBenches: readonly Bench[] = [decisionLatency, eventLatency, eventProgress]
