/** SQL: whether one person has approved a variant of the spec that waits for the approval of a second one. */
export function signedBy(ownerRunId: string, specRevisionId: string, handle: string): string {
  return `EXISTS (SELECT 1 FROM variants sv WHERE sv.run_id = ${ownerRunId} AND sv.spec_revision_id = ${specRevisionId}
    AND sv.verdict = 'undecided'
    AND sv.marks -> 'signOffs' @> jsonb_build_array(jsonb_build_object('reviewer', ${handle}::text)))`
}
