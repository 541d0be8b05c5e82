import type pg from 'pg'
import { copyRows } from './grow-catalogue.js'

/** Ids come from the index of the copy alone. */
const job = `md5('crowd' || v) || md5('job' || v)`
const variant = `'var_' || md5('crowd' || v)::uuid`

/**
 * Gives the first spec of a run the pictures of all its others as well, so that one review has as many variants as the whole
 * run. Returns the key of the spec.
 */
export async function crowdSpec(db: pg.Client, runId: string): Promise<string> {
  const { rows } = await db.query<{ key: string; spec_id: string; spec_revision_id: string }>(
    `SELECT key, spec_id, spec_revision_id FROM run_specs JOIN specs USING (spec_id)
     WHERE run_id = $1 ORDER BY position LIMIT 1`,
    [runId],
  )
  const [first] = rows
  if (first === undefined) throw new Error(`run ${runId} has no specs`)
  const inSpec = {
    spec_id: `'${first.spec_id}'`,
    spec_revision_id: `'${first.spec_revision_id}'`,
    ...{ job_id: job, variant_index: 'v' },
  }
  await db.query('BEGIN')
  await db.query(
    `CREATE TEMP TABLE crowd ON COMMIT DROP AS
     SELECT variant_id, job_id, 1000 + row_number() OVER (ORDER BY spec_id, variant_index) AS v
     FROM variants WHERE run_id = $1 AND spec_id <> $2`,
    [runId, first.spec_id],
  )
  const of = (table: string, on: 'variant_id' | 'job_id') =>
    `SELECT t, v FROM ${table} t JOIN crowd USING (${on})`
  const copies = [
    { table: 'generation_jobs', from: of('generation_jobs', 'job_id'), changed: inSpec },
    { table: 'variants', from: of('variants', 'variant_id'), changed: { ...inSpec, variant_id: variant } },
    { table: 'scores', from: of('scores', 'variant_id'), changed: { variant_id: variant } },
    {
      table: 'variant_previews',
      from: of('variant_previews', 'variant_id'),
      changed: { variant_id: variant },
    },
  ]
  for (const copied of copies) await copyRows(db, { ...copied, over: 'generate_series(1, 1)', values: [] })
  await db.query('COMMIT')
  return first.key
}
