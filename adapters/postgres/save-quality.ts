import { describeQuality } from '../../core/autopilot/describe-quality.js'
import { isNewerReport, type QualityReport } from '../../core/autopilot/quality-report.js'
import type { RunCatalogue } from '../../core/ports.js'
import { appendEvent } from './event-log.js'
import { noSuchSpec } from './run-spec-stages.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<RunCatalogue['saveQuality']>[0]

/** The row is locked, so that of two reports at once the newer one stays; one that is kept already emits nothing. */
export async function saveQuality({ pool }: PostgresCatalogueContext, input: Input): Promise<void> {
  const { projectId, runId, specRevisionId, report } = input
  await inTransaction(pool, async (tx) => {
    const [row] = await queryTx<{ quality: QualityReport | null; key: string }>(
      tx,
      `SELECT rs.quality, s.key FROM run_specs rs JOIN specs s USING (spec_id)
       WHERE rs.project_id = $1 AND rs.run_id = $2 AND rs.spec_revision_id = $3 FOR NO KEY UPDATE OF rs`,
      [projectId, runId, specRevisionId],
    )
    if (!row) throw noSuchSpec(runId, specRevisionId)
    if (!isNewerReport(row.quality, report)) return
    await queryTx(
      tx,
      'UPDATE run_specs SET quality = $4 WHERE project_id = $1 AND run_id = $2 AND spec_revision_id = $3',
      [projectId, runId, specRevisionId, JSON.stringify(report)],
    )
    const { outcome, rounds, best } = report
    await appendEvent(tx, {
      projectId,
      runId,
      type: 'qualityJudged',
      data: {
        ...{ specRevisionId, specKey: row.key, outcome, round: rounds.at(-1)?.round ?? 0 },
        ...{ bestVariantId: best?.variantId ?? null, message: describeQuality(report) },
      },
    })
  })
}
