import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { OpenSpec, RunCatalogue, RunRow } from '../../core/ports.js'
import { settledSpecStages, terminalRunStages } from '../../core/run-options.js'
import type { RunOptions, RunStage } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { adoptGivenUp, readCarried } from './carried-specs.js'
import { countRun } from './count-run.js'
import { appendEvent } from './event-log.js'
import { boundLimit } from './page-limit.js'
import { approveOverage } from './project-budget.js'
import { saveQuality } from './save-quality.js'
import { setSpecClosed, setSpecStage } from './run-spec-stages.js'
import { selectSnapshots, toSnapshot } from './spec-snapshots.js'
import type { SnapshotRow } from './spec-snapshots.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** Runs, their specs, and where each stands. */
export function createRunsRepository(context: PostgresCatalogueContext): RunCatalogue {
  return {
    find: async (runId) => (await selectRuns(context, 'WHERE r.run_id = $1', [runId]))[0] ?? null,
    list: async ({ projectId, projectIds = projectId === undefined ? null : [projectId], limit }) =>
      await selectRuns(
        context,
        'WHERE ($1::text[] IS NULL OR r.project_id = ANY ($1)) ORDER BY r.created_at DESC, r.run_id DESC LIMIT $2',
        [projectIds, boundLimit(limit)],
      ),
    listOpen: async (limit) =>
      await selectRuns(
        context,
        `WHERE r.stage NOT IN ('done', 'failed', 'cancelled') ORDER BY r.created_at, r.run_id LIMIT $1`,
        [boundLimit(limit)],
      ),
    counts: async (runId) => await countRun(context, runId),
    readSpecs: async (runId, cursor, limit) => await readSpecs(context, runId, cursor, boundLimit(limit)),
    readSpec: async (runId, specRevisionId) => {
      const [row] = await queryPool<SnapshotRow>(
        context.pool,
        `${selectSnapshots} WHERE rs.run_id = $1 AND rs.spec_revision_id = $2`,
        [runId, specRevisionId],
      )
      return row ? toSnapshot(row) : null
    },
    findSpecByKey: async (runId, specKey) => {
      const [row] = await queryPool<SnapshotRow>(
        context.pool,
        `${selectSnapshots} WHERE rs.run_id = $1 AND rs.spec_id = (
           SELECT f.spec_id FROM specs f JOIN runs r USING (project_id) WHERE r.run_id = $1 AND f.key = $2)`,
        [runId, specKey],
      )
      return row ? toSnapshot(row) : null
    },
    loadSpec: async (projectId, specRevisionId) => await loadSpec(context, projectId, specRevisionId),
    loadSpecs: async (projectId, specRevisionIds) => {
      const rows = await queryPool<{ spec_revision_id: string; content: AssetSpec }>(
        context.pool,
        'SELECT spec_revision_id, content FROM spec_revisions WHERE project_id = $1 AND spec_revision_id = ANY ($2)',
        [projectId, specRevisionIds],
      )
      return new Map(rows.map((row) => [row.spec_revision_id, row.content]))
    },
    setStage: async (runId, stage, failure) => await setStage(context, runId, stage, failure),
    setPaused: async (runId, paused) => await setPaused(context, runId, paused),
    approveOverage: async (runId) => await approveOverage(context, runId),
    setSpecStage: async (input) => await setSpecStage(context, input),
    saveQuality: async (input) => await saveQuality(context, input),
    setSpecClosed: async (runId, specRevisionId, closed) =>
      await setSpecClosed(context, runId, specRevisionId, closed),
    settled: async (runId) => await readSettled(context, runId),
    carried: async (runId) => await readCarried(context, runId),
    adoptGivenUp: async (runId) => await adoptGivenUp(context, runId),
  }
}

interface Row {
  run_id: string
  project_id: string
  wishlist_revision_id: string
  wishlist_name: string
  wishlist_revision: number
  stage: RunStage
  paused: boolean
  options: RunOptions
  failure: string | null
  created_at: Date
  finished_at: Date | null
}

async function selectRuns(
  { pool }: PostgresCatalogueContext,
  rest: string,
  values: readonly unknown[],
): Promise<RunRow[]> {
  const rows = await queryPool<Row>(
    pool,
    `SELECT r.run_id, r.project_id, r.wishlist_revision_id, w.name AS wishlist_name, wr.revision AS wishlist_revision,
       r.stage, r.paused, wr.options - 'specEdits' - 'documents' AS options, r.failure, r.created_at, r.finished_at
     FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id) JOIN wishlists w USING (wishlist_id) ${rest}`,
    values,
  )
  return rows.map((row) => ({
    runId: row.run_id,
    projectId: row.project_id,
    wishlistRevisionId: row.wishlist_revision_id,
    wishlistName: row.wishlist_name,
    wishlistRevision: row.wishlist_revision,
    stage: row.stage,
    paused: row.paused,
    options: row.options,
    failure: row.failure,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }))
}

async function readSpecs(
  { pool }: PostgresCatalogueContext,
  runId: string,
  cursor: number,
  limit: number,
): ReturnType<RunCatalogue['readSpecs']> {
  const rows = await queryPool<SnapshotRow>(
    pool,
    `${selectSnapshots} WHERE rs.run_id = $1 AND rs.position >= $2 ORDER BY rs.position LIMIT $3`,
    [runId, cursor, limit + 1],
  )
  return {
    specs: rows.slice(0, limit).map(toSnapshot),
    nextCursor: rows[limit]?.position ?? null,
  }
}

async function loadSpec(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  specRevisionId: string,
): Promise<AssetSpec> {
  const [row] = await queryPool<{ content: AssetSpec }>(
    pool,
    'SELECT content FROM spec_revisions WHERE project_id = $1 AND spec_revision_id = $2',
    [projectId, specRevisionId],
  )
  if (row) return row.content
  throw new AssetloomError(
    'NotFound',
    `no spec revision ${specRevisionId} in this project`,
    'list the specs of the run',
    { specRevisionId },
  )
}

async function setStage(
  { pool }: PostgresCatalogueContext,
  runId: string,
  stage: RunStage,
  givenFailure: string | undefined,
): Promise<void> {
  const failure = givenFailure === undefined ? null : storableText(givenFailure, 2_000)
  await inTransaction(pool, async (tx) => {
    const [run] = await queryTx<{ project_id: string; stage: RunStage; failure: string | null }>(
      tx,
      'SELECT project_id, stage, failure FROM runs WHERE run_id = $1 FOR NO KEY UPDATE',
      [runId],
    )
    if (!run) throw noSuchRun(runId)
    if (terminalRunStages.includes(run.stage)) return
    if (run.stage === stage && run.failure === failure) return
    await queryTx(
      tx,
      `UPDATE runs SET stage = $3, failure = $4, finished_at = CASE WHEN $5 THEN clock_timestamp() END
       WHERE project_id = $1 AND run_id = $2`,
      [run.project_id, runId, stage, failure, terminalRunStages.includes(stage)],
    )
    if (stage === 'cancelled') await cancelWaitingSpecs(tx, runId)
    await appendEvent(tx, {
      projectId: run.project_id,
      runId,
      type: 'runStageChanged',
      data: { stage, ...(failure === null ? {} : { failure }) },
    })
  })
}

/** Specs that nobody began are over with their run, but for those that an open revision carries: it begins them. */
export async function cancelWaitingSpecs(tx: ClientBase, runId: string): Promise<void> {
  await queryTx(
    tx,
    `UPDATE run_specs rs SET stage = 'cancelled' WHERE rs.run_id = $1 AND rs.stage = 'waiting' AND rs.origin_run_id IS NULL
       AND NOT EXISTS (
         SELECT 1 FROM run_specs c JOIN runs r ON r.run_id = c.run_id
         WHERE c.origin_run_id = rs.run_id AND c.spec_revision_id = rs.spec_revision_id
           AND r.stage NOT IN ('done', 'failed', 'cancelled'))`,
    [runId],
  )
}

async function setPaused({ pool }: PostgresCatalogueContext, runId: string, paused: boolean): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const [changed] = await queryTx<{ project_id: string }>(
      tx,
      'UPDATE runs SET paused = $2 WHERE run_id = $1 AND paused <> $2 RETURNING project_id',
      [runId, paused],
    )
    if (changed)
      return await appendEvent(tx, {
        projectId: changed.project_id,
        runId,
        type: paused ? 'runPaused' : 'runResumed',
        data: {},
      })
    const known = await queryTx(tx, 'SELECT 1 FROM runs WHERE run_id = $1', [runId])
    if (known.length === 0) throw noSuchRun(runId)
  })
}

async function readSettled(
  { pool }: PostgresCatalogueContext,
  runId: string,
): ReturnType<RunCatalogue['settled']> {
  const [row] = await queryPool<{
    settled: string
    total: string
    waiting: string
    open: OpenSpec[]
  }>(
    pool,
    `WITH ordered AS MATERIALIZED (
         SELECT wr.options ->> 'review' = 'auto' AS by_policy
         FROM runs JOIN wishlist_revisions wr USING (wishlist_revision_id) WHERE run_id = $1),
       judged AS (
         SELECT s.*, owner.paused,
           CASE WHEN s.stage = 'reviewing' AND by_policy THEN o.quality ->> 'outcome' END AS outcome
         FROM ordered, run_spec_states s JOIN runs owner ON owner.run_id = s.owner_run_id
           JOIN run_specs o ON o.run_id = s.owner_run_id AND o.spec_revision_id = s.spec_revision_id
         WHERE s.run_id = $1),
       -- An automatic run does not wait for what was handed over to a person.
       of_run AS (
         SELECT *, stage = ANY($2) OR outcome IS NOT DISTINCT FROM 'handedOver' AS is_settled FROM judged),
       open AS (SELECT * FROM of_run WHERE NOT is_settled ORDER BY position LIMIT 1000)
     SELECT count(*) AS total, count(*) FILTER (WHERE is_settled) AS settled,
       count(*) FILTER (WHERE outcome IN ('met', 'ended')) AS waiting,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('specRevisionId', spec_revision_id,
            'stage', stage, 'originRunId', origin_run_id,
            'originPaused', CASE WHEN origin_run_id IS NOT NULL AND paused THEN true END,
            'adopted', CASE WHEN adopted_from IS NOT NULL THEN true END))
          ORDER BY position), '[]') FROM open) AS open
     FROM of_run`,
    [runId, settledSpecStages],
  )
  return {
    settled: Number(row?.settled),
    total: Number(row?.total),
    waiting: Number(row?.waiting),
    open: row?.open ?? [],
  }
}

function noSuchRun(runId: string): AssetloomError {
  return new AssetloomError('NotFound', `no run ${runId}`, 'list the runs of the project', { runId })
}
