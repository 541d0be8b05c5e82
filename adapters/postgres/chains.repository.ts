import type { ChainCatalogue } from '../../core/chain/chain-ports.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { readChain, readChains, readOpenChains, selectSteps } from './chain-rows.js'
import { beginStep, settleOpenSteps, settleStep } from './chain-stages.js'
import { appendEvent } from './event-log.js'
import { addOutboxRow } from './outbox.repository.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** Jobs and their chains. */
export function createChainsRepository(context: PostgresCatalogueContext): ChainCatalogue {
  const { pool } = context
  return {
    submit: async (input) => await submitChain(context, input),
    find: async (jobId) => (await selectSteps(pool, 'WHERE job_id = $1', [jobId]))[0] ?? null,
    steps: async (chainId) => await readChain(pool, chainId),
    list: async (input) => await readChains(pool, input),
    listOpen: async (limit) => await readOpenChains(pool, limit),
    begin: async (input) => await beginStep(pool, input),
    tell: async ({ projectId, jobId, output }) => {
      await queryPool(
        pool,
        `UPDATE chain_steps SET output = $3 WHERE project_id = $1 AND job_id = $2 AND stage = 'running'`,
        [projectId, jobId, JSON.stringify(output)],
      )
    },
    settle: async (input) => await settleStep(pool, input),
    settleOpen: async (input) => await settleOpenSteps(pool, input),
    findSpec: async (projectId, idOrKey) => await findSpec(context, projectId, idOrKey),
  }
}

async function submitChain(
  { pool }: PostgresCatalogueContext,
  { projectId, chainId, steps }: Parameters<ChainCatalogue['submit']>[0],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const added = await queryTx(
      tx,
      `INSERT INTO chain_steps (job_id, project_id, chain_id, parent_job_id, position, type, input, notes)
       SELECT s."jobId", $1, $2, s."parentJobId", s.position, s.type, s.input, s.notes
       FROM jsonb_to_recordset($3::jsonb)
         AS s("jobId" text, "parentJobId" text, position text, type text, input jsonb, notes jsonb)
       ON CONFLICT (job_id) DO NOTHING RETURNING 1`,
      [projectId, chainId, JSON.stringify(steps)],
    )
    if (added.length === 0) return
    await addOutboxRow(tx, { kind: 'startChain', projectId, chainId }, `startChain/${chainId}`)
    const [first] = steps
    await appendEvent(tx, {
      projectId,
      runId: null,
      type: 'jobStageChanged',
      data: { jobId: chainId, chainId, position: first?.position, type: first?.type, stage: 'waiting' },
    })
  })
}

async function findSpec(
  { pool }: PostgresCatalogueContext,
  projectId: string,
  idOrKey: string,
): Promise<{ specId: string; spec: AssetSpec } | null> {
  const [row] = await queryPool<{ spec_id: string; content: AssetSpec }>(
    pool,
    `SELECT s.spec_id, sr.content FROM specs s JOIN spec_revisions sr USING (spec_id)
     WHERE s.project_id = $1 AND (s.spec_id = $2 OR s.key = $2)
     ORDER BY (s.spec_id = $2) DESC, sr.revision DESC LIMIT 1`,
    [projectId, idOrKey],
  )
  return row ? { specId: row.spec_id, spec: row.content } : null
}
