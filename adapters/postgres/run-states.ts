/**
 * How each spec of the run that `run` names stands: in its own row, or in that of the run that it is carried from. As
 * run_spec_states says it, for statements that go through a whole run: most runs carry nothing, and a join of all specs of the
 * catalogue with themselves costs them more than what is asked.
 */
export const statesOf = (run: string) => `SELECT rs.spec_revision_id, rs.owned_by AS owner_run_id, o.*
  FROM run_specs rs CROSS JOIN LATERAL (
    SELECT rs.stage, rs.variants_per_round, rs.finished_variant_id, rs.reviewing_since, rs.quality ->> 'outcome' AS outcome
    WHERE rs.origin_run_id IS NULL
    UNION ALL
    SELECT c.stage, c.variants_per_round, c.finished_variant_id, c.reviewing_since, c.quality ->> 'outcome'
    FROM run_specs c WHERE c.run_id = rs.origin_run_id AND c.spec_revision_id = rs.spec_revision_id) o
  WHERE rs.run_id = ${run}`

/** Runs whose rows say how specs of the run that `run` names stand: itself, and those that it carries from. */
export const ownersOf = (run: string) => `SELECT ${run} AS owner_run_id
  UNION SELECT origin_run_id FROM run_specs WHERE run_id = ${run} AND origin_run_id IS NOT NULL`
