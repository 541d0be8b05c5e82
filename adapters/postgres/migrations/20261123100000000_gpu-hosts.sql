-- Hosts with a GPU, what was posted to them, and which jobs wait for which models.

-- What a model key stands for: the checkpoint that has to be in memory and the LoRAs on it, in their order.
CREATE TABLE model_sets (
  model_key text PRIMARY KEY,
  checkpoint text NOT NULL,
  loras text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- provider NULL = nobody chose one: the built-in painters. model_key NULL = no GPU of ours.
-- state: queued, running, made (the picture is there, its variant is not yet), done; NULL = never queued.
-- lease_until belongs to the newest claim, which has the highest fence.
ALTER TABLE generation_jobs
  ADD COLUMN provider text,
  ADD COLUMN model_key text REFERENCES model_sets,
  ADD COLUMN priority smallint NOT NULL DEFAULT 3,
  ADD COLUMN queued_at timestamptz,
  ADD COLUMN started_at timestamptz,
  ADD COLUMN host text,
  ADD COLUMN lease_until timestamptz,
  ADD COLUMN fence integer NOT NULL DEFAULT 0,
  ADD COLUMN state text CHECK (state IN ('queued', 'running', 'made', 'done'));
CREATE INDEX generation_jobs_waiting ON generation_jobs (model_key, project_id)
  WHERE model_key IS NOT NULL AND state IN ('queued', 'running', 'made');
CREATE INDEX generation_jobs_started ON generation_jobs (model_key, project_id, started_at DESC)
  WHERE model_key IS NOT NULL AND started_at IS NOT NULL;

CREATE TABLE generation_submissions (
  job_id text NOT NULL REFERENCES generation_jobs,
  submit_no integer NOT NULL CHECK (submit_no >= 1),
  host text NOT NULL,
  prompt_id text NOT NULL UNIQUE,
  prefix text NOT NULL UNIQUE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'lost', 'failed', 'cancelled')),
  execution_ms double precision,
  failure text,
  posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  PRIMARY KEY (job_id, submit_no)
);
CREATE INDEX generation_submissions_by_host ON generation_submissions (host, posted_at DESC);

-- address is without user, password and query. Figures are of the instance, since started_at.
CREATE TABLE gpu_hosts (
  host text PRIMARY KEY,
  address text NOT NULL,
  instance text NOT NULL,
  version text NOT NULL,
  profile text,
  -- devices, memory, names of models and node classes
  facts jsonb NOT NULL,
  -- [{checkpoint, bytes}], the one used last first
  resident jsonb NOT NULL DEFAULT '[]',
  serving text,
  trouble text,
  running integer NOT NULL DEFAULT 0,
  swaps integer NOT NULL DEFAULT 0,
  executions integer NOT NULL DEFAULT 0,
  discarded integer NOT NULL DEFAULT 0,
  busy_ms double precision NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  left_at timestamptz
);
