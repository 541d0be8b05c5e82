import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { ProjectContents } from '../../core/project-folder/project-contents.js'
import type { FolderRun, FolderSpec } from '../../core/project-folder/project-folder.schema.js'
import { isoOf as iso } from './iso-time.js'
import { readTogetherContents } from './read-together-contents.js'
import { inTransaction, queryTx, type PostgresCatalogueContext } from './transaction.js'

type Settings = ProjectContents['settings'][number]
type Document = NonNullable<ProjectContents['documents']>[number]
type Revision = ProjectContents['lists'][number]['revisions'][number]
interface RunRow
  extends Omit<Revision, 'revision'>, Omit<FolderRun, Parts | 'reviewNotes' | 'assignments' | 'createdAt'> {
  runId: string
  runCreatedAt: string
}
/** Members that the catalogue has as NULL and a folder leaves out. */
type Nullable<Row, Name extends keyof Row> = Omit<Row, Name> & {
  [Member in Name]-?: NonNullable<Row[Member]> | null
}
type Parts = 'specs' | 'variants' | 'decisions' | 'assets'
type PartOf<Member extends Parts> = FolderRun[Member][number] & {
  runId: string
}

/** Everything of a project that its folder holds, read in one snapshot. Throws NotFound. */
export async function readProjectContents(
  { pool }: PostgresCatalogueContext,
  projectId: string,
): Promise<ProjectContents> {
  return await inTransaction(
    pool,
    async (tx) => await readAll(tx, projectId),
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  )
}

async function readAll(tx: ClientBase, projectId: string): Promise<ProjectContents> {
  const read = async <Row>(sql: string) => (await queryTx(tx, sql, [projectId])) as Row[]
  const [project] = await read<{ key: string; name: string }>(
    'SELECT key, name FROM projects WHERE project_id = $1',
  )
  if (!project)
    throw new AssetloomError('NotFound', `no project ${projectId}`, 'list the projects that there are', {
      projectId,
    })
  const settings = await read<Settings>(
    `SELECT revision, content AS settings, ${iso('created_at', 'createdAt')}
     FROM project_settings WHERE project_id = $1 ORDER BY revision`,
  )
  const rows = await read<RunRow>(
    `SELECT w.name AS list, wr.revision, wr.text, wr.options, wr.problems, wr.notes, r.run_id AS "runId", r.stage,
       r.failure, ${iso('wr.created_at', 'createdAt')}, ${iso('wr.refined_at', 'refinedAt')},
       ${iso('r.created_at', 'runCreatedAt')}, ${iso('r.finished_at', 'finishedAt')}
     FROM wishlist_revisions wr JOIN wishlists w USING (wishlist_id) JOIN runs r USING (wishlist_revision_id)
     WHERE wr.project_id = $1 ORDER BY w.name COLLATE "C", wr.revision`,
  )
  const specs = await read<FolderSpec['revisions'][number] & { key: string }>(
    `SELECT s.key, sr.revision, sr.content, ${iso('sr.created_at', 'createdAt')}
     FROM spec_revisions sr JOIN specs s USING (spec_id) WHERE sr.project_id = $1
     ORDER BY s.key COLLATE "C", sr.revision`,
  )
  const documents = await read<Document>(
    `SELECT name, text, added_by AS "addedBy", ${iso('added_at', 'addedAt')}
     FROM documents WHERE project_id = $1 AND removed_at IS NULL ORDER BY name`,
  )
  const profiles = await read<NonNullable<ProjectContents['profiles']>[number]>(
    `SELECT name, version, content AS profile, ${iso('updated_at', 'updatedAt')}
     FROM export_profiles WHERE project_id = $1 ORDER BY name`,
  )
  const parts = await readParts(read)
  const together = await readTogetherContents(read)
  const noted = groupBy(together.reviewNotes, ({ runId }) => runId)
  const assigned = groupBy(together.assignments, ({ runId }) => runId)
  const tags = groupBy(together.reviewTags, (one) => one.key)
  return {
    ...project,
    settings,
    ...(documents.length > 0 ? { documents } : {}),
    ...(profiles.length > 0 ? { profiles } : {}),
    lists: [...groupBy(rows, ({ list }) => list)].map(([name, revisions]) => ({
      name,
      revisions: revisions.map(({ revision, text, createdAt, refinedAt, options }) => ({
        ...{ revision, text, createdAt, refinedAt, options },
      })),
    })),
    specs: [...groupBy(specs, ({ key }) => key)].map(([key, revisions]) => ({
      key,
      revisions: revisions.map(({ revision, createdAt, content }) => ({ revision, createdAt, content })),
      ...(tags.has(key) ? { reviewTags: tags.get(key)!.map(tagsOf) } : {}),
    })),
    runs: rows.map(
      ({ runId, runCreatedAt, list, revision, stage, failure, finishedAt, problems, notes }) => ({
        ...{ list, revision, stage, failure, createdAt: runCreatedAt, finishedAt, problems, notes },
        specs: partOf(parts.specs, runId),
        variants: partOf(parts.variants, runId),
        decisions: partOf(parts.decisions, runId),
        assets: partOf(parts.assets, runId),
        ...(noted.has(runId) ? { reviewNotes: partOf(noted, runId) } : {}),
        ...(assigned.has(runId) ? { assignments: partOf(assigned, runId) } : {}),
      }),
    ),
  }
}

function groupBy<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(nameOf(row))
    if (group === undefined) groups.set(nameOf(row), [row])
    else group.push(row)
  }
  return groups
}

function tagsOf({ version, tags, taggedBy, taggedAt }: NonNullable<FolderSpec['reviewTags']>[number]) {
  return { version, tags, taggedBy, taggedAt }
}

function partOf<Row extends { runId: string }>(
  parts: Map<string, Row[]>,
  runId: string,
): Omit<Row, 'runId'>[] {
  return (parts.get(runId) ?? []).map((row) => {
    const { runId: _, ...part } = row
    return part
  })
}

/** A picture of a run by what the folder calls it. */
const picture = 's.key, v.round, v.variant_index AS index, v.run_id AS "runId"'

async function readParts(read: <Row>(sql: string) => Promise<Row[]>) {
  const specs = await read<PartOf<'specs'>>(
    `SELECT rs.run_id AS "runId", s.key, sr.revision AS "specRevision", rs.variants_per_round AS "variantsPerRound",
       rs.stage, rs.round, rs.failure, rs.closed,
       CASE WHEN v.variant_id IS NULL THEN NULL
         ELSE jsonb_build_object('round', v.round, 'index', v.variant_index) END AS finished,
       CASE WHEN rs.origin_run_id IS NULL THEN NULL
         ELSE jsonb_build_object('list', w.name, 'revision', wr.revision) END AS "carriedFrom"
     FROM run_specs rs JOIN specs s USING (spec_id) JOIN spec_revisions sr USING (spec_revision_id)
       LEFT JOIN variants v ON v.variant_id = rs.finished_variant_id AND v.run_id = rs.run_id
       LEFT JOIN runs o ON o.run_id = rs.origin_run_id
       LEFT JOIN wishlist_revisions wr ON wr.wishlist_revision_id = o.wishlist_revision_id
       LEFT JOIN wishlists w ON w.wishlist_id = wr.wishlist_id
     WHERE rs.project_id = $1 ORDER BY rs.run_id, rs.position`,
  )
  const made = await read<Nullable<PartOf<'variants'>, 'provenance' | 'marks'>>(
    `SELECT ${picture}, v.seed, j.executions, v.sha256, v.width, v.height, v.provider,
       v.provider_version AS "providerVersion", v.placeholder, v.prompt_hash AS "promptHash",
       v.cost_micros::float8 AS "costMicros", v.paint_ms AS "paintMs", v.version, v.verdict,
       v.decision_id AS "decisionId", ${iso('v.created_at', 'createdAt')},
       ${iso('v.picture_removed_at', 'pictureRemovedAt')}, sc.score, coalesce(sc.checks, '[]') AS checks, j.adjust,
       v.provenance, v.marks
     FROM variants v JOIN specs s USING (spec_id) JOIN generation_jobs j USING (job_id)
       LEFT JOIN scores sc USING (variant_id)
     WHERE v.project_id = $1 ORDER BY v.run_id, s.key COLLATE "C", v.round, v.variant_index`,
  )
  // Left out where there is none, so that folders of before stay as they were.
  const variants = made.map(({ provenance, marks, ...rest }): PartOf<'variants'> => ({
    ...rest,
    ...(provenance === null ? {} : { provenance }),
    ...(marks === null ? {} : { marks }),
  }))
  const decided = await read<Nullable<PartOf<'decisions'>, 'groupId' | 'marks'>>(
    `SELECT ${picture}, d.decision_id AS "decisionId", d.version, d.verb, d.verdict, d.reason, d.note, d.reviewer,
       ${iso('d.decided_at', 'decidedAt')}, d.group_id AS "groupId", d.marks
     FROM decisions d JOIN variants v USING (variant_id) JOIN specs s ON s.spec_id = v.spec_id
     WHERE d.project_id = $1 ORDER BY d.decision_no`,
  )
  const decisions = decided.map(({ groupId, marks, ...rest }): PartOf<'decisions'> => ({
    ...rest,
    ...(groupId === null ? {} : { groupId }),
    ...(marks === null ? {} : { marks }),
  }))
  const assets = await read<PartOf<'assets'>>(
    `SELECT ${picture}, av.version, av.sha256, av.size_bytes::float8 AS "sizeBytes", av.width, av.height, av.trim,
       av.processing, av.look, ${iso('av.created_at', 'createdAt')}
     FROM asset_versions av JOIN variants v USING (variant_id) JOIN specs s ON s.spec_id = v.spec_id
     WHERE av.project_id = $1 ORDER BY s.key COLLATE "C", av.version`,
  )
  const byRun = <Row extends { runId: string }>(rows: Row[]) => groupBy(rows, ({ runId }) => runId)
  return {
    specs: byRun(specs),
    variants: byRun(variants),
    decisions: byRun(decisions),
    assets: byRun(assets),
  }
}
