import type { Bench } from './bench-row.js'
import { decisionLatency } from './decision-latency.js'
import { eventLatency } from './event-latency.js'

/** What a reviewer waits for: the answer to a decision, and the news of what others did. */
export const latencyBenches: readonly Bench[] = [decisionLatency, eventLatency]
