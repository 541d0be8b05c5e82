-- A spec whose next round the project's budget does not reach for: since when it waits. NULL = it does not wait.
ALTER TABLE run_specs ADD COLUMN budget_wait_since timestamptz;
CREATE INDEX run_specs_waiting_for_budget ON run_specs (run_id) WHERE budget_wait_since IS NOT NULL;
-- Somebody let this run go on above the budget of its project.
ALTER TABLE runs ADD COLUMN overage_approved_at timestamptz;
-- What a project has paid or may have to pay; what cost nothing (the built-in painter) is not in it.
CREATE INDEX ledger_entries_paid ON ledger_entries (project_id, kind, job_id) INCLUDE (cost_micros) WHERE cost_micros > 0;
CREATE INDEX variants_by_price ON variants (project_id, provider, cost_micros) WHERE cost_micros > 0;
-- Specs that the autopilot had handed over to a person when the set was frozen: [{"key", "reason"}], by key.
ALTER TABLE bundles ADD COLUMN handed_over jsonb NOT NULL DEFAULT '[]';
