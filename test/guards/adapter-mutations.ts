import { failing, type Mutation } from './mutation.js'

const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'
const schema = 'adapters/postgres/migrations/20261121000000000_catalogue.sql'
const store = 'test/adapters/object-store/filesystem-object-store.test.ts'
const reconciling = 'test/adapters/temporal/reconcile.test.ts'
const twentyHolders = '20 holders at once are never above the cap'

const catalogueMutations: readonly Mutation[] = [
  {
    name: 'a second result of a job is inserted again',
    file: 'adapters/postgres/complete-job.ts',
    find: 'ON CONFLICT (job_id) DO NOTHING RETURNING *)',
    replace: 'RETURNING *)',
    ...failing(catalogue, 'one job gives one variant', /duplicate key|Conflict|unique/),
  },
  {
    name: 'a job may have two variants',
    file: schema,
    find: '  job_id text NOT NULL UNIQUE REFERENCES generation_jobs,',
    replace: '  job_id text NOT NULL REFERENCES generation_jobs,',
    ...failing(catalogue, 'one job gives one variant', /ON CONFLICT specification/),
  },
  {
    name: 'the cap lets one permit too many through',
    file: 'adapters/postgres/permits.ts',
    find: 'ahead >= input.cap',
    replace: 'ahead > input.cap',
    ...failing(catalogue, twentyHolders),
  },
  {
    name: 'permits are granted without their lock',
    isRace: true,
    file: 'adapters/postgres/permits.ts',
    find: "inTransaction(pool, reserve, beginWithLock('permits', input.projectId))",
    replace: 'inTransaction(pool, reserve)',
    ...failing(catalogue, twentyHolders),
  },
  {
    name: 'a returned permit stays taken',
    file: 'adapters/postgres/permits.ts',
    find: 'DELETE FROM permits\n       WHERE',
    replace: 'DELETE FROM permits\n       WHERE granted_at IS NULL AND',
    ...failing(catalogue, twentyHolders, /AssertionError|timed out/),
  },
  {
    name: 'events are numbered without their lock',
    isRace: true,
    file: schema,
    find: '  PERFORM pg_advisory_xact_lock(2, hashtext(for_project));\n',
    replace: '',
    ...failing(catalogue, 'numbers the events of each project', /AssertionError|duplicate key|Conflict/),
  },
  {
    name: 'two drainers may lease one outbox row',
    isRace: true,
    file: 'adapters/postgres/outbox.repository.ts',
    find: 'ORDER BY outbox_id LIMIT $1 FOR UPDATE SKIP LOCKED)',
    replace: 'ORDER BY outbox_id LIMIT $1)',
    ...failing(catalogue, 'two drainers never get the same row'),
  },
  {
    name: 'a recorded decision leaves its outbox row open',
    file: 'adapters/postgres/record-decisions.ts',
    find: '  for (const decisionId of decisionIds) await closeOutboxRow(tx, projectId, decisionDedupeKey(decisionId))\n',
    replace: '',
    ...failing(catalogue, 'is applied and its outbox row closed'),
  },
  {
    name: 'two decisions may make one version of a variant',
    file: schema,
    find: '  UNIQUE (decision_id, variant_id),\n  UNIQUE (variant_id, version)\n',
    replace: '  UNIQUE (decision_id, variant_id)\n',
    ...failing(catalogue, 'of one version: 20 compete and exactly one is recorded'),
  },
  {
    name: 'a run leaves its last stage',
    file: 'adapters/postgres/runs.repository.ts',
    find: '    if (terminalRunStages.includes(run.stage)) return\n',
    replace: '',
    ...failing(catalogue, 'moves through its stages and never leaves a terminal one'),
  },
]

const storeMutations: readonly Mutation[] = [
  {
    name: 'the store gives damaged bytes',
    file: 'adapters/object-store/object-bytes.ts',
    find: 'if (foundSha256 === sha256) return found.bytes',
    replace: "if (foundSha256 !== '') return found.bytes",
    ...failing(store, 'that is missing or damaged is said to be so'),
  },
  {
    name: 'the store trusts a damaged object that is there',
    file: 'adapters/object-store/filesystem-object-store.ts',
    find: 'intact: bytes !== null && hashBytes(bytes) === sha256,',
    replace: 'intact: bytes !== null,',
    ...failing(store, 'that is missing or damaged is said to be so', /AssertionError|damaged/),
  },
  {
    name: 'the store takes any name for an object',
    file: 'adapters/object-store/object-path.ts',
    find: 'if (!/^[0-9a-f]{64}$/.test(sha256))',
    replace: "if (sha256 === '')",
    ...failing(store, 'is named by a hash and nothing else'),
  },
  {
    name: 'the quota is ignored',
    file: 'adapters/object-store/byte-quota.ts',
    find: '    if (fits(sizeBytes)) return take(sizeBytes)\n    throw',
    replace: '    if (maxBytes > 0) return take(sizeBytes)\n    throw',
    ...failing(store, 'refuses what does not fit'),
  },
]

const temporalMutations: readonly Mutation[] = [
  {
    name: 'reconcile starts nothing',
    file: 'adapters/temporal/reconcile.ts',
    find: '      await start()\n',
    replace: '',
    ...failing(reconciling, 'starts what ought to be open'),
  },
  {
    name: 'reconcile takes a permit from a holder that is open',
    file: 'adapters/temporal/reconcile.ts',
    find: '    if (!roundScored && (await probe.isOpen(workflowIds.assetRun(runId, specRevisionId)))) continue\n',
    replace: '',
    ...failing(reconciling, 'takes a permit back only from a holder that is closed'),
  },
]

/** Faults at the edges to PostgreSQL, the object store and Temporal. */
export const adapterMutations: readonly Mutation[] = [
  ...catalogueMutations,
  ...storeMutations,
  ...temporalMutations,
]
