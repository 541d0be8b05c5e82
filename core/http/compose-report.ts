import type { IntegrityCounts, ReportFigures, ReportedFailure, ServiceInterval } from '../oversight-ports.js'

/** A time in which the product did not run. ISO 8601, UTC. */
export interface AwayTime {
  /** `service`: nothing of ours ran, or Postgres was away. `temporal`: only Temporal was away. */
  readonly part: 'service' | 'temporal'
  readonly from: string
  readonly to: string
}

export interface CountedThing {
  readonly what: string
  readonly count: number
}

/** GET /report?since: what happened while nobody looked. Counted, never assumed. */
export interface ReportView {
  /** ISO 8601, UTC. */
  readonly since: string
  readonly until: string
  readonly made: {
    readonly specs: number
    readonly variants: number
    readonly assets: number
    readonly bundles: number
    readonly decisions: number
  }
  readonly runsEnded: ReportFigures['runsEnded']
  readonly failed: readonly (ReportedFailure & { readonly next: string })[]
  readonly away: readonly AwayTime[]
  readonly lost: { readonly total: number; readonly counted: readonly CountedThing[] }
  readonly doubled: { readonly total: number; readonly counted: readonly CountedThing[] }
  /** What could not be counted, and why; empty when everything was. */
  readonly notCounted: readonly string[]
  readonly costMicros: number
  /** Seconds that painters worked. */
  readonly paintSeconds: number
  readonly jobs: number
  readonly executions: number
  /** Variants that were taken from what was made before; absent = none. */
  readonly taken?: number
  /** Drafts: made, of those chosen, and their part of the cost; absent = none. */
  readonly drafts?: NonNullable<ReportFigures['drafts']>
  readonly waiting: {
    readonly specs: number
    readonly runs: ReportFigures['reviews']
  }
}

export interface ReportFacts {
  readonly sinceMs: number
  readonly nowMs: number
  readonly figures: ReportFigures
  readonly integrity: IntegrityCounts
  /** Oldest first, from well before `sinceMs`, so that a first start is not taken for an absence. */
  readonly service: readonly ServiceInterval[]
  readonly temporal: readonly ServiceInterval[]
  /** Open runs without an execution in Temporal; null when Temporal could not be asked. */
  readonly runsWithoutExecution: number | null
}

/** Shorter silences are a restart or a slow write: the record is written every 30 s. */
export const awayMinMs = 90_000

export function composeReport(facts: ReportFacts): ReportView {
  const { figures, integrity, sinceMs, nowMs, runsWithoutExecution } = facts
  const lost = [
    { what: 'accepted decisions', count: integrity.decisionsLost },
    { what: 'finished assets', count: integrity.assetsLost },
    { what: 'variants without a charged job', count: integrity.variantsUnaccounted },
    { what: 'files of published bundles', count: integrity.bundlesEmpty },
    ...(runsWithoutExecution === null
      ? []
      : [{ what: 'open runs without a workflow', count: runsWithoutExecution }]),
  ]
  const doubled = [
    { what: 'jobs painted or charged twice', count: integrity.jobsDoubled },
    { what: 'decisions on one version', count: integrity.decisionsDoubled },
  ]
  return {
    since: new Date(sinceMs).toISOString(),
    until: new Date(nowMs).toISOString(),
    made: {
      specs: figures.specs,
      variants: figures.variants,
      assets: figures.assets,
      bundles: figures.bundles,
      decisions: figures.decisions,
    },
    runsEnded: figures.runsEnded,
    failed: figures.failures.map((one) => ({ ...one, next: nextStep(one) })),
    away: findAway(facts),
    lost: { total: total(lost), counted: lost },
    doubled: { total: total(doubled), counted: doubled },
    notCounted:
      runsWithoutExecution === null
        ? ['open runs without a workflow: Temporal does not answer; ask again when it does']
        : [],
    costMicros: figures.costMicros,
    paintSeconds: Math.round(figures.paintMs / 1000),
    jobs: figures.jobs,
    executions: figures.executions,
    ...(figures.taken === undefined ? {} : { taken: figures.taken }),
    ...(figures.drafts === undefined ? {} : { drafts: figures.drafts }),
    waiting: { specs: figures.reviews.reduce((sum, one) => sum + one.specs, 0), runs: figures.reviews },
  }
}

const total = (things: readonly CountedThing[]): number => things.reduce((sum, one) => sum + one.count, 0)

function nextStep(failure: ReportedFailure): string {
  switch (failure.kind) {
    case 'run':
      return `npx assetloom run watch ${failure.runId} says more; correct the cause and submit the list again`
    case 'spec':
      return `npx assetloom review reopen ${failure.name} --run ${failure.runId}`
    case 'bundle':
      return `npx assetloom export --run ${failure.runId} --target ${failure.name} --out DIR`
  }
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** The silences of the service, and those of Temporal alone, within the time of the report, oldest first. */
export function findAway({
  sinceMs,
  nowMs,
  service,
  temporal,
}: Pick<ReportFacts, 'sinceMs' | 'nowMs' | 'service' | 'temporal'>): AwayTime[] {
  const silent = silences(service, sinceMs, nowMs)
  const alone = silences(temporal, sinceMs, nowMs).flatMap((span) => without(span, silent))
  const told = (part: AwayTime['part'], spans: readonly Span[]) =>
    spans.map(({ fromMs, toMs }) => ({
      part,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    }))
  return [...told('service', silent), ...told('temporal', alone)].sort((a, b) =>
    a.from < b.from ? -1 : a.from > b.from ? 1 : 0,
  )
}

/** Spans of at least awayMinMs that no interval covers, after the first interval of all. */
function silences(intervals: readonly ServiceInterval[], sinceMs: number, nowMs: number): Span[] {
  const seen = intervals
    .map((one) => ({ fromMs: Date.parse(one.from), toMs: Date.parse(one.lastSeen) }))
    .sort((a, b) => a.fromMs - b.fromMs)
  const [first] = seen
  if (first === undefined) return []
  const found: Span[] = []
  let reachedMs = Math.max(sinceMs, first.fromMs)
  for (const { fromMs, toMs } of [...seen, { fromMs: nowMs, toMs: nowMs }]) {
    if (fromMs - reachedMs >= awayMinMs) found.push({ fromMs: reachedMs, toMs: fromMs })
    reachedMs = Math.max(reachedMs, toMs)
  }
  return found
}

/** What of `span` lies outside of all `others`, if that is long enough to be told. */
function without(span: Span, others: readonly Span[]): Span[] {
  let rest: Span[] = [span]
  for (const other of others)
    rest = rest.flatMap((one) => {
      const before = { fromMs: one.fromMs, toMs: Math.min(one.toMs, other.fromMs) }
      const after = { fromMs: Math.max(one.fromMs, other.toMs), toMs: one.toMs }
      return [before, after].filter(({ fromMs, toMs }) => toMs > fromMs)
    })
  return rest.filter(({ fromMs, toMs }) => toMs - fromMs >= awayMinMs)
}
