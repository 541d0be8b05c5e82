/** A span of a workflow once it is over, as plain facts: what leaves the sandbox and is made into a span by the worker. */
export interface EndedSpan {
  readonly name: string
  /** W3C traceparent of the parent. */
  readonly traceparent: string
  /** 16 hex digits; null where nothing hangs below the span: one is minted. */
  readonly spanId: string | null
  readonly startMs: number
  readonly endMs: number
  readonly isFailed: boolean
  readonly workflowId: string
}
