import { AssetloomError } from '../../core/errors.js'
import type { RunCatalogue } from '../../core/ports.js'
import { settledSpecStages } from '../../core/run-options.js'
import type { SpecStage } from '../../core/run-options.js'
import { appendEvent } from './event-log.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type StageInput = Parameters<RunCatalogue['setSpecStage']>[0]

interface Row {
  project_id: string
  key: string
  stage: SpecStage
  round: number
  failure: string | null
}

/**
 * Moves one spec of a run on. Rounds only rise: a late attempt of an earlier round's activity changes nothing, except
 * that settling counts at any round.
 */
export async function setSpecStage({ pool }: PostgresCatalogueContext, input: StageInput): Promise<void> {
  const { runId, specRevisionId, stage } = input
  const failure = input.failure === undefined ? null : storableText(input.failure, 2_000)
  await inTransaction(pool, async (tx) => {
    const [before] = await queryTx<Row>(
      tx,
      `SELECT rs.project_id, s.key, rs.stage, rs.round, rs.failure FROM run_specs rs JOIN specs s USING (spec_id)
       WHERE rs.run_id = $1 AND rs.spec_revision_id = $2 FOR NO KEY UPDATE OF rs`,
      [runId, specRevisionId],
    )
    if (!before) throw noSuchSpec(runId, specRevisionId)
    if (input.round < before.round && !settledSpecStages.includes(stage)) return
    const round = Math.max(input.round, before.round)
    if (before.stage === stage && before.round === round && before.failure === failure) return
    await queryTx(
      tx,
      `UPDATE run_specs SET stage = $4, round = $5, failure = $6
       WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3`,
      [before.project_id, runId, specRevisionId, stage, round, failure],
    )
    await appendEvent(tx, {
      projectId: before.project_id,
      runId,
      type: 'specStageChanged',
      data: {
        specRevisionId,
        specKey: before.key,
        stage,
        round,
        ...(failure === null ? {} : { failure }),
      },
    })
  })
}

export async function setSpecClosed(
  { pool }: PostgresCatalogueContext,
  runId: string,
  specRevisionId: string,
  closed: boolean,
): Promise<void> {
  const changed = await queryPool(
    pool,
    'UPDATE run_specs SET closed = $3 WHERE run_id = $1 AND spec_revision_id = $2 RETURNING 1',
    [runId, specRevisionId, closed],
  )
  if (changed.length === 0) throw noSuchSpec(runId, specRevisionId)
}

/** False for a spec that the run does not have. */
export async function isSpecClosed(
  { pool }: PostgresCatalogueContext,
  runId: string,
  specRevisionId: string,
): Promise<boolean> {
  const [row] = await queryPool<{ closed: boolean }>(
    pool,
    'SELECT closed FROM run_specs WHERE run_id = $1 AND spec_revision_id = $2',
    [runId, specRevisionId],
  )
  return row?.closed ?? false
}

export function noSuchSpec(runId: string, specRevisionId: string): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `run ${runId} has no spec ${specRevisionId}`,
    'list the specs of the run',
    {
      runId,
      specRevisionId,
    },
  )
}
