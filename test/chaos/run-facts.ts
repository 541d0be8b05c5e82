import type pg from 'pg'

/** What the catalogue holds of one run. */
export interface RunFacts {
  readonly specs: number
  readonly specsBySettledStage: Readonly<Record<string, number>>
  readonly specsUnsettled: number
  readonly stage: string
  readonly variants: number
  /** Specs that have another number of variants than were asked for. */
  readonly specsWithOtherCount: number
  readonly jobs: number
  readonly reserves: number
  readonly commits: number
  readonly refunds: number
  /** Millionths; of all commits, and of all variants. */
  readonly committedMicros: number
  readonly variantsMicros: number
  /** Jobs that have more than one charge, or a charge without a picture. */
  readonly jobsChargedWrongly: number
  readonly permits: number
  readonly executions: number
  readonly decisions: number
  /** Variants whose versions have a gap, two decisions of one version, or another version than their decisions. */
  readonly variantsWithGaps: number
  readonly requestsPending: number
  readonly outboxOpen: number
  /** Events of the project whose numbers or times do not go up one by one. */
  readonly eventsOutOfOrder: number
}

const statements: Readonly<Record<string, string>> = {
  specs: 'SELECT count(*) n FROM run_specs WHERE run_id = $1',
  specsUnsettled: `SELECT count(*) n FROM run_specs WHERE run_id = $1
    AND stage NOT IN ('done', 'rejected', 'failed', 'cancelled')`,
  variants: 'SELECT count(*) n FROM variants WHERE run_id = $1',
  specsWithOtherCount: `SELECT count(*) n FROM run_specs s WHERE s.run_id = $1 AND s.variants_per_round <> (
    SELECT count(*) FROM variants v WHERE v.run_id = s.run_id AND v.spec_revision_id = s.spec_revision_id AND round = 1)`,
  jobs: 'SELECT count(*) n FROM generation_jobs WHERE run_id = $1',
  reserves: `SELECT count(*) n FROM ledger_entries WHERE run_id = $1 AND kind = 'reserve'`,
  commits: `SELECT count(*) n FROM ledger_entries WHERE run_id = $1 AND kind = 'commit'`,
  refunds: `SELECT count(*) n FROM ledger_entries WHERE run_id = $1 AND kind = 'refund'`,
  committedMicros: `SELECT coalesce(sum(cost_micros), 0) n FROM ledger_entries WHERE run_id = $1 AND kind = 'commit'`,
  variantsMicros: 'SELECT coalesce(sum(cost_micros), 0) n FROM variants WHERE run_id = $1',
  jobsChargedWrongly: `SELECT count(*) n FROM (
    SELECT j.job_id, count(DISTINCT v.variant_id) pictures, count(DISTINCT l.kind) FILTER (WHERE l.kind = 'commit') commits,
      count(l.kind) FILTER (WHERE l.kind = 'commit') charges
    FROM generation_jobs j LEFT JOIN variants v USING (job_id) LEFT JOIN ledger_entries l ON l.job_id = j.job_id
    WHERE j.run_id = $1 GROUP BY j.job_id) one
    WHERE pictures <> commits OR charges > 1`,
  permits: 'SELECT count(*) n FROM permits WHERE run_id = $1',
  executions: 'SELECT coalesce(sum(executions), 0) n FROM generation_jobs WHERE run_id = $1',
  decisions: 'SELECT count(*) n FROM decisions WHERE run_id = $1',
  variantsWithGaps: `SELECT count(*) n FROM (
    SELECT v.variant_id, v.version, count(d.version) made, coalesce(min(d.version), 1) first, coalesce(max(d.version), 0) last,
      count(DISTINCT d.version) versions
    FROM variants v LEFT JOIN decisions d ON d.variant_id = v.variant_id
    WHERE v.run_id = $1 GROUP BY v.variant_id) one
    WHERE first <> 1 OR made <> versions OR last <> versions OR version <> last`,
  requestsPending: `SELECT count(*) n FROM decision_requests WHERE run_id = $1 AND state = 'pending'`,
  outboxOpen: `SELECT count(*) n FROM outbox WHERE closed_at IS NULL AND project_id = (
    SELECT project_id FROM runs WHERE run_id = $1)`,
  eventsOutOfOrder: `SELECT count(*) n FROM (
    SELECT seq, at, lag(seq) OVER w AS seq_before, lag(at) OVER w AS at_before FROM events
    WHERE project_id = (SELECT project_id FROM runs WHERE run_id = $1) WINDOW w AS (ORDER BY seq)) one
    WHERE seq <> coalesce(seq_before, 0) + 1 OR at < at_before - interval '1 second'`,
}

/** Counts one run in the catalogue. */
export async function readRunFacts(db: pg.Client, runId: string): Promise<RunFacts> {
  const counted: Record<string, number> = {}
  for (const [name, sql] of Object.entries(statements))
    counted[name] = Number((await db.query<{ n: string }>(sql, [runId])).rows[0]?.n)
  const stages = await db.query<{ stage: string; n: string }>(
    'SELECT stage, count(*) n FROM run_specs WHERE run_id = $1 GROUP BY stage',
    [runId],
  )
  const run = await db.query<{ stage: string }>('SELECT stage FROM runs WHERE run_id = $1', [runId])
  const specsBySettledStage = Object.fromEntries(stages.rows.map(({ stage, n }) => [stage, Number(n)]))
  return { ...counted, specsBySettledStage, stage: run.rows[0]?.stage ?? 'missing' } as unknown as RunFacts
}
