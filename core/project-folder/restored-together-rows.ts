import type { FolderRun } from './project-folder.schema.js'

type Rows = readonly Record<string, unknown>[]

export interface TogetherRows {
  readonly review_notes: Rows
  readonly run_assignments: Rows
  readonly review_assignments: Rows
}

type Picture = Readonly<{ key: string; round: number; index: number }>

/** How the rows of one run name what they belong to. */
export interface RowNames {
  readonly project_id: string
  readonly run_id: string
  readonly specRevisionIdOf: (key: string) => string
  readonly variantIdOf: (picture: Picture) => string
  readonly noteIdOf: (position: number) => string
}

/** What people said about a run and who was to review it. Claims are of the moment and stay where they were. */
export function togetherRows(
  { reviewNotes = [], assignments = [] }: FolderRun,
  { project_id, run_id, specRevisionIdOf, variantIdOf, noteIdOf }: RowNames,
): TogetherRows {
  const assigned = assignments.map(({ key, handle, assignedBy, assignedAt }) => ({
    key,
    row: { run_id, project_id, handle, assigned_by: assignedBy, assigned_at: assignedAt },
  }))
  return {
    review_notes: reviewNotes.map(({ key, variant, author, text, former, ...times }, position) => ({
      note_id: noteIdOf(position),
      ...{ project_id, run_id, spec_revision_id: specRevisionIdOf(key) },
      variant_id: variant === null ? null : variantIdOf({ key, ...variant }),
      ...{ author, text, former },
      created_at: times.createdAt,
      edited_at: times.editedAt,
      deleted_at: times.deletedAt,
    })),
    run_assignments: assigned.flatMap(({ key, row }) => (key === null ? [row] : [])),
    review_assignments: assigned.flatMap(({ key, row }) =>
      key === null ? [] : [{ ...row, spec_revision_id: specRevisionIdOf(key) }],
    ),
  }
}
