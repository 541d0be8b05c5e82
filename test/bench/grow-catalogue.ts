import type pg from 'pg'

export interface CatalogueSize {
  readonly runs: number
  readonly specsPerRun: number
}

export interface GrownCatalogue {
  readonly projectId: string
  /** The copied runs; all are done. */
  readonly runIds: readonly string[]
  /** Some of the copies. */
  readonly variantIds: readonly string[]
  readonly assetIds: readonly string[]
  /** How many there are in all. */
  readonly variants: number
  /** Number of the newest event. */
  readonly lastSeq: number
}

/** Words that the copied lists are made of: a noun finds a twentieth of the library. */
const nouns =
  'barrel crate lantern sword shield potion scroll anvil ladder bridge gate tower well wagon chest torch banner altar statue fountain'
const stuffs = 'oak iron bronze marble silver amber clay bone glass rope'
/** Numbers that a spec's events may take; those between stay unused, as where a transaction was rolled back. */
const seqsOfSpec = 20

/** Ids come from these numbers alone: `n` counts runs, `s` specs, `v` is the index of a variant within its spec. */
const idOf = (prefix: string, name: string, of: string) => `'${prefix}_' || md5('${name}' || ${of})::uuid`
const run = idOf('run', 'run', 'n')
const list = idOf('wls', 'list', 'n')
const listRevision = idOf('wlr', 'list', 'n')
const bundle = idOf('bun', 'bundle', 'n')
const specNo = `n || '/' || s`
const spec = idOf('spc', 'spec', specNo)
const specRevision = idOf('spr', 'revision', specNo)
const asset = idOf('ast', 'asset', specNo)
const assetVersion = idOf('asv', 'version', specNo)
const decision = idOf('dec', 'decision', specNo)
const variantNo = `n || '/' || s || '/' || v`
const variant = idOf('var', 'variant', variantNo)
const job = `md5('job' || ${variantNo}) || md5(${variantNo})`
const pixels = `md5('pixels' || ${variantNo}) || md5(${variantNo})`
const word = (words: string, at: string) => `(string_to_array('${words}', ' '))[1 + ${at}]`
const wish = `${word(stuffs, '(s / 20 + n) % 10')} || ' ' || ${word(nouns, 's % 20')}`
const key = `replace(${wish}, ' ', '-') || '-' || n || '-' || s`
/** Each run a day older than the one before, its specs a second apart. */
const madeAt = `clock_timestamp() - n * interval '1 day' + s * interval '1 second'`
const inRun = { run_id: run, spec_id: spec, spec_revision_id: specRevision }

/** The rows `t` that are copied are those of run $1; `one` is such a row with what else its query gives. */
const ofRun = (table: string) => `SELECT t FROM ${table} t WHERE run_id = $1`
const ofSpec = (table: string) =>
  `SELECT t FROM ${table} t WHERE spec_id = (SELECT spec_id FROM run_specs WHERE run_id = $1)`
const ofList = (table: string, id: string) =>
  `SELECT t FROM ${table} t WHERE ${id} = (
     SELECT ${id} FROM runs JOIN wishlist_revisions USING (wishlist_revision_id) WHERE run_id = $1)`
const ofVariants = (table: string, on: 'variant_id' | 'job_id' = 'variant_id') =>
  `SELECT t, of.variant_index AS v FROM ${table} t JOIN (
     SELECT ${on}, variant_index FROM variants WHERE run_id = $1) of USING (${on})`

interface Copied {
  readonly table: string
  /** One copy of every row for each run, or for each spec of each run. */
  readonly each: 'run' | 'spec'
  readonly from: string
  /** What a copy has of its own: SQL of each member. */
  readonly changed: Readonly<Record<string, string>>
}

/** In the order that foreign keys ask for. */
const listAndRun = (specsPerRun: number): Copied[] => [
  {
    ...{ table: 'wishlists', each: 'run', from: ofList('wishlists', 'wishlist_id') },
    changed: { wishlist_id: list, name: `'list ' || n` },
  },
  {
    ...{ table: 'wishlist_revisions', each: 'run' },
    from: ofList('wishlist_revisions', 'wishlist_revision_id'),
    changed: {
      ...{ wishlist_revision_id: listRevision, wishlist_id: list, content_hash: `md5('list' || n)` },
      text: `(SELECT string_agg('prop: ' || ${wish}, E'\\n') FROM generate_series(1, ${specsPerRun}) s)`,
    },
  },
  {
    ...{ table: 'runs', each: 'run', from: ofRun('runs') },
    changed: {
      ...{ run_id: run, wishlist_revision_id: listRevision },
      created_at: `clock_timestamp() - n * interval '1 day'`,
      finished_at: `clock_timestamp() - n * interval '1 day' + interval '40 minutes'`,
    },
  },
  { table: 'specs', each: 'spec', from: ofSpec('specs'), changed: { spec_id: spec, key } },
  {
    ...{ table: 'spec_revisions', each: 'spec', from: ofSpec('spec_revisions') },
    changed: {
      ...{ spec_id: spec, spec_revision_id: specRevision },
      content: `(one.t).content || jsonb_build_object(
        'key', ${key}, 'prompt', jsonb_build_object('positive', ${wish}, 'negative', ''))`,
    },
  },
  {
    ...{ table: 'run_specs', each: 'spec' },
    from: `SELECT t, variant_index AS v FROM run_specs t JOIN variants ON variant_id = finished_variant_id
      WHERE t.run_id = $1`,
    changed: { ...inRun, position: 's', finished_variant_id: variant },
  },
]

const pictures: Copied[] = [
  {
    ...{ table: 'generation_jobs', each: 'spec', from: ofVariants('generation_jobs', 'job_id') },
    changed: { ...inRun, job_id: job, created_at: madeAt },
  },
  {
    ...{ table: 'variants', each: 'spec' },
    from: 'SELECT t, variant_index AS v FROM variants t WHERE run_id = $1',
    changed: {
      ...{ ...inRun, job_id: job, variant_id: variant },
      ...{ sha256: pixels, decision_id: decision, created_at: madeAt },
    },
  },
  { table: 'scores', each: 'spec', from: ofVariants('scores'), changed: { variant_id: variant } },
  {
    ...{ table: 'variant_previews', each: 'spec', from: ofVariants('variant_previews') },
    changed: { variant_id: variant },
  },
  {
    ...{ table: 'ledger_entries', each: 'spec', from: ofVariants('ledger_entries', 'job_id') },
    changed: { ...inRun, job_id: job, created_at: madeAt },
  },
  {
    ...{ table: 'decisions', each: 'spec', from: ofVariants('decisions') },
    changed: { ...inRun, variant_id: variant, decision_id: decision, decided_at: madeAt },
  },
]

const results = (specsPerRun: number): Copied[] => [
  { table: 'assets', each: 'spec', from: ofSpec('assets'), changed: { asset_id: asset, spec_id: spec } },
  {
    ...{ table: 'asset_versions', each: 'spec', from: ofVariants('asset_versions') },
    changed: {
      ...{ ...inRun, asset_version_id: assetVersion, asset_id: asset, variant_id: variant },
      ...{ sha256: pixels, created_at: madeAt },
    },
  },
  {
    ...{ table: 'bundles', each: 'run', from: ofRun('bundles') },
    changed: { bundle_id: bundle, run_id: run, content_id: `md5('bundle' || n)` },
  },
  {
    ...{ table: 'run_bundles', each: 'run', from: ofRun('run_bundles') },
    changed: { bundle_id: bundle, run_id: run },
  },
  {
    ...{ table: 'bundle_assets', each: 'spec' },
    from: 'SELECT t FROM bundle_assets t JOIN run_bundles USING (bundle_id) WHERE run_id = $1',
    changed: {
      ...{ bundle_id: bundle, position: 's', asset_version_id: assetVersion, decision_id: decision },
    },
  },
  {
    ...{ table: 'events', each: 'spec' },
    from: `SELECT t, row_number() OVER (ORDER BY seq) AS place,
        (SELECT max(seq) FROM events a WHERE a.project_id = t.project_id) AS base
      FROM events t WHERE run_id = $1 AND data ? 'specRevisionId'`,
    changed: {
      ...{ run_id: run, at: madeAt },
      seq: `base + ((n - 1) * ${specsPerRun} + s) * ${seqsOfSpec} + place`,
      data: `(one.t).data || jsonb_build_object('specRevisionId', ${specRevision})`,
    },
  },
]

/**
 * Copies a run of one spec that is done, with all that was written for it, until the catalogue is as large as asked. The
 * copies are done as well, so nothing has to be at work for them.
 */
export async function growCatalogue(
  db: pg.Client,
  doneRunId: string,
  { runs, specsPerRun }: CatalogueSize,
): Promise<GrownCatalogue> {
  const over = {
    run: `generate_series(1, ${runs}) n`,
    spec: `generate_series(1, ${runs}) n, generate_series(1, ${specsPerRun}) s`,
  }
  for (const { table, each, from, changed } of [
    ...listAndRun(specsPerRun),
    ...pictures,
    ...results(specsPerRun),
  ])
    await copyRows(db, { table, from, changed, over: over[each], values: [doneRunId] })
  await db.query('ANALYZE')
  return await readGrown(db, doneRunId)
}

/** Adds a copy of every row `t` that `from` gives, once for each row of `over`, with these members changed. */
export async function copyRows(
  db: pg.Client,
  {
    table,
    from,
    over,
    changed,
    values,
  }: Omit<Copied, 'each'> & { readonly over: string; readonly values: unknown[] },
): Promise<void> {
  const columns = await columnsOf(db, table)
  const members = Object.entries(changed).map(([name, value]) => `'${name}', ${value}`)
  await db.query(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((name) => `made.${name}`).join(', ')}
     FROM (${from}) one, ${over},
       LATERAL jsonb_populate_record(one.t, jsonb_build_object(${members.join(', ')})) made`,
    values,
  )
}

/** Those that an insert may name. */
async function columnsOf(db: pg.Client, table: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND is_identity = 'NO' AND is_generated = 'NEVER'
     ORDER BY ordinal_position`,
    [table],
  )
  return rows.map(({ name }) => name)
}

async function readGrown(db: pg.Client, doneRunId: string): Promise<GrownCatalogue> {
  const some = (id: string, table: string) =>
    `(SELECT array_agg(${id}) FROM (SELECT ${id} FROM ${table} ORDER BY md5(${id}) LIMIT 997) few)`
  const { rows } = await db.query<GrownCatalogue & { variants: string; lastSeq: string }>(
    `SELECT project_id AS "projectId",
       (SELECT array_agg(c.run_id) FROM runs c WHERE c.stage = 'done' AND c.run_id <> $1) AS "runIds",
       ${some('variant_id', 'variants')} AS "variantIds", ${some('asset_id', 'assets')} AS "assetIds",
       (SELECT count(*) FROM variants) AS variants, (SELECT max(seq) FROM events) AS "lastSeq"
     FROM runs WHERE run_id = $1`,
    [doneRunId],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the catalogue answers nothing: was the schema changed?')
  return { ...row, variants: Number(row.variants), lastSeq: Number(row.lastSeq) }
}
