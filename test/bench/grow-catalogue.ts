import type pg from 'pg'

export interface GrownCatalogue {
  readonly projectId: string
  readonly runIds: readonly string[]
  /** Some of them. */
  readonly variantIds: readonly string[]
  readonly specsPerRun: number
  /** How many there are in all. */
  readonly variants: number
}

/** What one row is made of which: `n` counts runs, `s` specs, `v` variants; ids come from these numbers alone. */
const run = `'run_' || md5('run' || n)::uuid`
const list = `'wlr_' || md5('list' || n)::uuid`
const spec = `'spc_' || md5('spec' || n || '/' || s)::uuid`
const revision = `'spr_' || md5('revision' || n || '/' || s)::uuid`
const variantNo = `n || '/' || s || '/' || v`
const job = `md5('job' || ${variantNo}) || md5(${variantNo})`
const variant = `'var_' || md5('variant' || ${variantNo})::uuid`

/** Copies the one spec and variant of a run that waits for a person, until the catalogue is as large as asked. */
export async function growCatalogue(
  db: pg.Client,
  size: {
    readonly runId: string
    readonly runs: number
    readonly specsPerRun: number
    readonly variantsPerSpec: number
  },
): Promise<GrownCatalogue> {
  const { runId, runs, specsPerRun, variantsPerSpec } = size
  const overRuns = `generate_series(1, ${runs}) n`
  const overSpecs = `${overRuns}, generate_series(1, ${specsPerRun}) s`
  const overVariants = `${overSpecs}, generate_series(0, ${variantsPerSpec - 1}) v`
  /** A copy of the row of `table` that belongs to the run, with these members changed. */
  const copy = async (table: string, over: string, where: string, changed: Record<string, string>) => {
    const members = Object.entries(changed).map(([name, value]) => `'${name}', ${value}`)
    await db.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(one.t, jsonb_build_object(${members.join(', ')}))).*
       FROM (SELECT t FROM ${table} t WHERE ${where} LIMIT 1) one, ${over}`,
      [runId],
    )
  }
  const ofRun = 'run_id = $1'
  const ofSpec = '(SELECT spec_revision_id FROM run_specs WHERE run_id = $1)'
  const inRun = { run_id: run, spec_id: spec, spec_revision_id: revision }
  const numbered = { job_id: job, variant_index: 'v' }
  await copy(
    'wishlist_revisions',
    overRuns,
    'wishlist_revision_id = (SELECT wishlist_revision_id FROM runs WHERE run_id = $1)',
    { wishlist_revision_id: list, revision: '1000 + n', content_hash: `md5('list' || n)` },
  )
  await copy('runs', overRuns, ofRun, { run_id: run, wishlist_revision_id: list })
  await copy('specs', overSpecs, `spec_id = (SELECT spec_id FROM run_specs WHERE run_id = $1)`, {
    ...{ spec_id: spec, key: `'barrel-' || n || '-' || s` },
  })
  await copy('spec_revisions', overSpecs, `spec_revision_id = ${ofSpec}`, {
    ...{ spec_id: spec, spec_revision_id: revision },
  })
  await copy('run_specs', overSpecs, ofRun, { ...inRun, position: 's' })
  await copy('generation_jobs', overVariants, ofRun, { ...inRun, ...numbered })
  await copy('variants', overVariants, ofRun, { ...inRun, ...numbered, variant_id: variant })
  await copy(
    'scores',
    overVariants,
    'variant_id = (SELECT variant_id FROM variants WHERE run_id = $1 LIMIT 1)',
    { variant_id: variant },
  )
  await db.query('ANALYZE')
  const found = await db.query<{ project_id: string; variants: string; runs: string[]; some: string[] }>(
    `SELECT (SELECT project_id FROM runs WHERE run_id = $1), (SELECT count(*) FROM variants) AS variants,
            (SELECT array_agg(run_id) FROM runs WHERE run_id <> $1) AS runs,
            (SELECT array_agg(variant_id) FROM (SELECT variant_id FROM variants ORDER BY sha256, variant_id LIMIT 997) t) AS some`,
    [runId],
  )
  const row = found.rows[0]
  if (row === undefined) throw new Error('the catalogue answers nothing: was the schema changed?')
  return {
    ...{ projectId: row.project_id, runIds: row.runs, variantIds: row.some, specsPerRun },
    variants: Number(row.variants),
  }
}
