-- A job that makes a variant's picture again, to compare: no variant and no draft comes of it, and its run does not know it.
-- Its ledger entries name the job that ordered it where others name their run.
ALTER TABLE generation_jobs DROP CONSTRAINT generation_jobs_stage_check;
ALTER TABLE generation_jobs ADD CONSTRAINT generation_jobs_stage_check CHECK (stage IN ('draft', 'reproduction'));
-- What came of it: core/reproduction/reproduction-ports.ts. job_id is that of the chain step that ordered it.
CREATE TABLE reproductions (
  job_id text PRIMARY KEY REFERENCES chain_steps,
  generation_job_id text NOT NULL UNIQUE REFERENCES generation_jobs,
  project_id text NOT NULL REFERENCES projects,
  variant_id text NOT NULL REFERENCES variants,
  outcome text NOT NULL CHECK (outcome IN ('identical', 'near', 'drifted')),
  report jsonb NOT NULL,
  cost_micros bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX reproductions_by_variant ON reproductions (variant_id, created_at);
