/** What the API counts. adapters/metrics keeps it for Prometheus; names and meanings: docs/guides/observe.md. */
export interface ApiMetrics {
  /** One answered request; `route` is the pattern, never the path with its ids. */
  readonly observeRequest: (request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly durationMs: number
  }) => void
  /** +1 when an event stream opens, -1 when it ends. */
  readonly changeStreams: (by: 1 | -1) => void
  /** From the request of a decision to its answer. */
  readonly observeDecision: (outcome: DecisionEnd, durationMs: number) => void
  /** Everything in Prometheus' text format. */
  readonly render: () => Promise<{ readonly contentType: string; readonly text: string }>
}

/** applied: Postgres has it; pending: the outbox brings it; refused: a problem was answered; failed: our fault. */
export type DecisionEnd = 'applied' | 'pending' | 'refused' | 'failed'

/** For tests of other things: counts nothing. */
export const noApiMetrics: ApiMetrics = {
  observeRequest: () => undefined,
  changeStreams: () => undefined,
  observeDecision: () => undefined,
  render: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: '' }),
}
