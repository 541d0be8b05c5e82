-- What a page asks of a run with thousands of variants is counted in an index alone: rows of one run lie all over a table.
DROP INDEX generation_jobs_by_spec;
CREATE INDEX generation_jobs_by_spec ON generation_jobs (run_id, spec_revision_id, round, variant_index) INCLUDE (stage);
DROP INDEX ledger_entries_by_run;
CREATE INDEX ledger_entries_by_run ON ledger_entries (run_id, kind) INCLUDE (cost_micros);
-- The decisions of a run in their order, page by page.
CREATE INDEX decisions_in_order ON decisions (run_id, decision_no);
-- Which other runs a run has specs of: mostly none.
CREATE INDEX run_specs_taken ON run_specs (run_id, origin_run_id) WHERE origin_run_id IS NOT NULL;
-- What people asked of a round: few decisions do.
CREATE INDEX decisions_asked ON decisions (run_id, spec_revision_id) WHERE marks ? 'asked';
