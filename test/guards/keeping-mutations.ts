import { failing, type Mutation } from './mutation.js'

const garbage = 'test/adapters/postgres/collect-garbage.test.ts'
const backup = 'test/adapters/postgres/backup-restore.test.ts'
const unit = 'test/infra/systemd-unit.test.ts'

const backupMutations: readonly Mutation[] = [
  {
    name: 'keeping: a backup reads its tables one after the other',
    file: 'adapters/postgres/backup-database.ts',
    find: "'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'",
    replace: "'BEGIN READ ONLY'",
    ...failing(backup, 'all tables show one moment'),
  },
  {
    name: 'keeping: a restore does not compare hashes',
    file: 'adapters/postgres/restore-database.ts',
    find: 'if (sha256 !== table.sha256 || target.rowCount !== table.rows)',
    replace: 'if (target.rowCount !== table.rows)',
    ...failing(backup, 'a table file that was changed is refused'),
  },
  {
    name: 'keeping: a restore overwrites a database with rows',
    file: 'adapters/postgres/restore-database.ts',
    find: '  await refuseRows(connectionString)\n',
    replace: '',
    ...failing(backup, 'refuses a newer schema and a database with rows'),
  },
  {
    name: 'keeping: a restore lets identities count from the start',
    file: 'adapters/postgres/restore-database.ts',
    find: 'of backup.sequences)',
    replace: 'of backup.sequences.slice(0, 0))',
    ...failing(backup, 'whatever the rows hold', /AssertionError|Property failed|duplicate key/),
  },
  {
    name: 'keeping: a restore forgets foreign keys',
    file: 'adapters/postgres/restore-database.ts',
    find: 'for (const { table, name, definition } of keys)',
    replace: 'for (const { table, name, definition } of keys.slice(0, 0))',
    ...failing(backup, 'whatever the rows hold'),
  },
]

const sweepMutations: readonly Mutation[] = [
  {
    name: 'keeping: a sweep does not know the files of bundles',
    file: 'adapters/postgres/object-references.ts',
    find: "  { table: 'bundle_files', column: 'sha256', select: 'SELECT sha256 FROM bundle_files' },\n",
    replace: '',
    ...failing(garbage, 'each kind of reference alone keeps its object'),
  },
  {
    name: 'keeping: a new column with hashes is not marked',
    file: 'adapters/postgres/migrations/20261121060000000_retention.sql',
    find: 'ALTER TABLE variants ADD COLUMN picture_removed_at timestamptz;',
    replace:
      'ALTER TABLE variants ADD COLUMN picture_removed_at timestamptz;\nALTER TABLE variants ADD COLUMN preview_sha256 text;',
    ...failing(garbage, 'knows every column that could name an object'),
  },
  {
    name: 'keeping: a sweep has no grace',
    file: 'adapters/keeping/collect-garbage.ts',
    find: 'const cutoffMs = nowMs - input.graceMs',
    replace: 'const cutoffMs = nowMs',
    ...failing(garbage, 'whatever is referred to from wherever stays'),
  },
  {
    name: 'keeping: an object that is stored again stays old',
    file: 'adapters/object-store/filesystem-object-store.ts',
    find: 'if (found.intact && (await makeYoung(path))) return',
    replace: 'if (found.intact) return',
    ...failing(garbage, 'an object that is stored again is young'),
  },
  {
    name: 'keeping: a sweep runs beside a backup',
    file: 'adapters/keeping/collect-garbage.ts',
    find: 'await withAdvisoryLock(pool, keepingLock, async () => await sweep(pool, input))',
    replace: '(await sweep(pool, input)) as GarbageReport | null',
    ...failing(garbage, 'stands back while a backup is under way'),
  },
  {
    name: 'keeping: the number of the last event is forgotten',
    file: 'adapters/postgres/retention.ts',
    find: '    AND e.seq < (SELECT max(last.seq) FROM events last WHERE last.project_id = e.project_id)\n',
    replace: '',
    ...failing(garbage, 'removes expired keys, delivered messages and old events'),
  },
  {
    name: 'keeping: retention takes what training learns from',
    file: 'adapters/postgres/retention.ts',
    find: " AND (v.verdict <> 'rejected' OR NOT p.keep_rejected)",
    replace: '',
    ...failing(garbage, 'retention gives up what nobody chose'),
  },
]

export const keepingMutations: readonly Mutation[] = [
  ...backupMutations,
  ...sweepMutations,
  {
    name: 'keeping: a path can write lines of its own into the unit',
    file: 'infra/dev/systemd-unit.ts',
    find: '  if (!/\\p{Cc}/u.test(text)) return\n',
    replace: '  if (text.length >= 0) return\n',
    ...failing(unit, 'refuses a path with a line break'),
  },
]
