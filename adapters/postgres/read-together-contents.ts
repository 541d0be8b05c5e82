import type { FolderRun, FolderSpec } from '../../core/project-folder/project-folder.schema.js'
import { isoOf } from './iso-time.js'

type OfRun<Member extends 'reviewNotes' | 'assignments'> = NonNullable<FolderRun[Member]>[number] & {
  readonly runId: string
}
type OfSpec = NonNullable<FolderSpec['reviewTags']>[number] & { readonly key: string }

/** What people who review together left in a project: notes and assignments by run, tags by spec. */
export async function readTogetherContents(read: <Row>(sql: string) => Promise<Row[]>): Promise<{
  readonly reviewNotes: readonly OfRun<'reviewNotes'>[]
  readonly assignments: readonly OfRun<'assignments'>[]
  readonly reviewTags: readonly OfSpec[]
}> {
  const reviewNotes = await read<OfRun<'reviewNotes'>>(
    `SELECT n.run_id AS "runId", s.key, n.author, n.text, n.former,
       CASE WHEN v.variant_id IS NULL THEN NULL
         ELSE jsonb_build_object('round', v.round, 'index', v.variant_index) END AS variant,
       ${isoOf('n.created_at', 'createdAt')}, ${isoOf('n.edited_at', 'editedAt')}, ${isoOf('n.deleted_at', 'deletedAt')}
     FROM review_notes n JOIN spec_revisions sr USING (spec_revision_id) JOIN specs s USING (spec_id)
       LEFT JOIN variants v ON v.variant_id = n.variant_id
     WHERE n.project_id = $1 ORDER BY n.note_no`,
  )
  const assignments = await read<OfRun<'assignments'>>(
    `SELECT a.run_id AS "runId", s.key, a.handle, a.assigned_by AS "assignedBy", ${isoOf('a.assigned_at', 'assignedAt')}
     FROM (SELECT run_id, NULL AS spec_revision_id, project_id, handle, assigned_by, assigned_at FROM run_assignments
         UNION ALL SELECT run_id, spec_revision_id, project_id, handle, assigned_by, assigned_at FROM review_assignments) a
       LEFT JOIN spec_revisions sr USING (spec_revision_id) LEFT JOIN specs s USING (spec_id)
     WHERE a.project_id = $1 ORDER BY s.key COLLATE "C" NULLS FIRST`,
  )
  const reviewTags = await read<OfSpec>(
    `SELECT s.key, t.version, t.tags, t.tagged_by AS "taggedBy", ${isoOf('t.tagged_at', 'taggedAt')}
     FROM review_tags t JOIN specs s USING (spec_id)
     WHERE t.project_id = $1 ORDER BY s.key COLLATE "C", t.version`,
  )
  return { reviewNotes, assignments, reviewTags }
}
