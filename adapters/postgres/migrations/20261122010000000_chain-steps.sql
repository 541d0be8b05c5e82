-- Jobs and the jobs that follow them, one row a job. chain_id is the job_id of the first; rows of a chain are written in
-- one transaction. Ends stay: a row that is done, failed, skipped or cancelled is not changed again.
CREATE TABLE chain_steps (
  job_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  chain_id text NOT NULL,
  parent_job_id text,
  position text NOT NULL CHECK (position ~ '^[0-9]+(\.[0-9]+)*$'),
  type text NOT NULL,
  -- As ordered, and with its expressions resolved.
  input jsonb NOT NULL CHECK (octet_length(input::text) <= 1048576),
  resolved_input jsonb CHECK (octet_length(resolved_input::text) <= 1048576),
  output jsonb CHECK (octet_length(output::text) <= 8388608),
  notes jsonb NOT NULL DEFAULT '[]',
  stage text NOT NULL DEFAULT 'waiting'
    CHECK (stage IN ('waiting', 'running', 'done', 'failed', 'skipped', 'cancelled')),
  failure text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  UNIQUE (chain_id, position)
);
CREATE INDEX chain_steps_first ON chain_steps (project_id, created_at, job_id) WHERE parent_job_id IS NULL;
-- ownsImage looks through the outputs of one project.
CREATE INDEX chain_steps_project ON chain_steps (project_id);
CREATE INDEX chain_steps_open ON chain_steps (chain_id) WHERE stage IN ('waiting', 'running');
