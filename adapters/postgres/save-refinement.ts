import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import { canonicalJson, hashOf } from '../../core/hash.js'
import type { IdMint } from '../../core/ids.js'
import type { IntakeNote, IntakeProblem } from '../../core/intake/intake-report.js'
import type { IntakeCatalogue } from '../../core/intake-ports.js'
import type { RunOptions, RunStage } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { variantsPerRoundOf } from '../../core/spec-edits/draft-spec.js'
import { carrySpecs } from './carried-specs.js'
import { appendEvent } from './event-log.js'
import { inTransaction, queryTx } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

type Input = Parameters<IntakeCatalogue['saveRefinement']>[0]
type Counts = Awaited<ReturnType<IntakeCatalogue['saveRefinement']>>

interface Refined {
  stage: RunStage
  refined: boolean
  options: RunOptions
  problems: IntakeProblem[]
  notes: IntakeNote[]
}

/**
 * Keeps specs, revisions and the run's list in a handful of statements, however many specs there are. As long as the
 * run is in its refining stage a second call replaces the list; later the list is what the run works on and stays.
 */
export async function saveRefinement({ pool, ids }: PostgresCatalogueContext, input: Input): Promise<Counts> {
  refuseDoubleKeys(input.specs)
  return await inTransaction(pool, async (tx) => {
    const before = await lockRun(tx, input)
    if (before.refined && before.stage !== 'refining') return await countStored(tx, input.runId, before)
    const revisions = await saveSpecs(tx, ids, input)
    const listChanged = await replaceRunSpecs(tx, input, revisions, before.options)
    if (listChanged) await carrySpecs(tx, input.projectId, input.runId)
    const reportChanged =
      canonicalJson([before.problems, before.notes]) !== canonicalJson([input.problems, input.notes])
    const counts = {
      specs: input.specs.length,
      problems: input.problems.length,
      notes: input.notes.length,
    }
    if (before.refined && !listChanged && !reportChanged) return counts
    await queryTx(
      tx,
      `UPDATE wishlist_revisions SET problems = $3, notes = $4, refined_at = clock_timestamp()
       WHERE project_id = $1 AND wishlist_revision_id = $2`,
      [
        input.projectId,
        input.wishlistRevisionId,
        JSON.stringify(input.problems),
        JSON.stringify(input.notes),
      ],
    )
    await appendEvent(tx, {
      projectId: input.projectId,
      runId: input.runId,
      type: 'wishlistRefined',
      data: counts,
    })
    return counts
  })
}

function refuseDoubleKeys(specs: readonly AssetSpec[]): void {
  const seen = new Set<string>()
  for (const { key } of specs) {
    if (seen.has(key))
      throw new AssetloomError(
        'InvalidInput',
        `two specs have the key ${key}`,
        'give each spec of a list its own key',
        { key },
      )
    seen.add(key)
  }
}

async function lockRun(tx: ClientBase, input: Input): Promise<Refined> {
  const [row] = await queryTx<Refined>(
    tx,
    `SELECT r.stage, wr.refined_at IS NOT NULL AS refined, wr.options, wr.problems, wr.notes
     FROM runs r JOIN wishlist_revisions wr USING (wishlist_revision_id)
     WHERE r.project_id = $1 AND r.run_id = $2 AND r.wishlist_revision_id = $3 FOR UPDATE OF r`,
    [input.projectId, input.runId, input.wishlistRevisionId],
  )
  if (row) return row
  throw new AssetloomError(
    'NotFound',
    `no run ${input.runId} of wishlist revision ${input.wishlistRevisionId} in this project`,
    'submit the wishlist first',
    { runId: input.runId },
  )
}

async function countStored(tx: ClientBase, runId: string, before: Refined): Promise<Counts> {
  const [row] = await queryTx<{ specs: string }>(
    tx,
    'SELECT count(*) AS specs FROM run_specs WHERE run_id = $1',
    [runId],
  )
  return {
    specs: Number(row?.specs ?? 0),
    problems: before.problems.length,
    notes: before.notes.length,
  }
}

/** A spec's identity leaves out where it was written, so that moving a line makes no new revision. */
function contentHashOf(spec: AssetSpec): string {
  const { source: _, ...content } = spec
  return hashOf(content)
}

interface Revision {
  spec_id: string
  spec_revision_id: string
}

/** Returns spec and revision ids in input order. */
async function saveSpecs(tx: ClientBase, ids: IdMint, input: Input): Promise<Revision[]> {
  if (input.specs.length === 0) return []
  const rows = input.specs.map((spec, position) => ({
    position,
    key: spec.key,
    spec_id: ids.mint('spec'),
    spec_revision_id: ids.mint('specRevision'),
    content_hash: contentHashOf(spec),
    content: spec,
  }))
  const incoming = `jsonb_to_recordset($2::jsonb) AS i(position int, key text, spec_id text, spec_revision_id text,
    content_hash text, content jsonb)`
  const values = [input.projectId, JSON.stringify(rows)]
  await queryTx(
    tx,
    `INSERT INTO specs (spec_id, project_id, key) SELECT i.spec_id, $1, i.key FROM ${incoming} ORDER BY i.key
     ON CONFLICT (project_id, key) DO NOTHING`,
    values,
  )
  // Revisions of one spec are numbered one after the other.
  await queryTx(
    tx,
    `SELECT 1 FROM specs WHERE project_id = $1 AND key = ANY($2) ORDER BY spec_id FOR NO KEY UPDATE`,
    [input.projectId, rows.map(({ key }) => key)],
  )
  await queryTx(
    tx,
    `INSERT INTO spec_revisions (spec_revision_id, spec_id, project_id, revision, content_hash, content)
     SELECT i.spec_revision_id, s.spec_id, $1,
       (SELECT coalesce(max(r.revision), 0) + 1 FROM spec_revisions r WHERE r.spec_id = s.spec_id),
       i.content_hash, i.content
     FROM ${incoming} JOIN specs s ON s.project_id = $1 AND s.key = i.key
     WHERE NOT EXISTS (
       SELECT 1 FROM spec_revisions r WHERE r.spec_id = s.spec_id AND r.content_hash = i.content_hash)`,
    values,
  )
  return await queryTx<Revision>(
    tx,
    `SELECT r.spec_id, r.spec_revision_id FROM ${incoming}
     JOIN specs s ON s.project_id = $1 AND s.key = i.key
     JOIN spec_revisions r ON r.spec_id = s.spec_id AND r.content_hash = i.content_hash ORDER BY i.position`,
    values,
  )
}

/** Returns whether the run's list is another one now. */
async function replaceRunSpecs(
  tx: ClientBase,
  { projectId, runId, specs }: Input,
  revisions: readonly Revision[],
  options: RunOptions,
): Promise<boolean> {
  const stored = await queryTx<{ spec_revision_id: string }>(
    tx,
    'SELECT spec_revision_id FROM run_specs WHERE project_id = $1 AND run_id = $2 ORDER BY position',
    [projectId, runId],
  )
  const wanted = revisions.map((one) => one.spec_revision_id)
  if (canonicalJson(stored.map((one) => one.spec_revision_id)) === canonicalJson(wanted)) return false
  await queryTx(tx, 'DELETE FROM run_specs WHERE project_id = $1 AND run_id = $2', [projectId, runId])
  await queryTx(
    tx,
    `INSERT INTO run_specs (run_id, project_id, spec_revision_id, spec_id, position, variants_per_round)
     SELECT $2, $1, u.spec_revision_id, u.spec_id, u.nth - 1, u.variants
     FROM unnest($3::text[], $4::text[], $5::int[]) WITH ORDINALITY AS u(spec_revision_id, spec_id, variants, nth)`,
    [
      projectId,
      runId,
      wanted,
      revisions.map((one) => one.spec_id),
      specs.map((spec) => variantsPerRoundOf(spec, options)),
    ],
  )
  return true
}
