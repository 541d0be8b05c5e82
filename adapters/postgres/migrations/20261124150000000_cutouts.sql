-- A job that removes the background of what another job made: executed, leased and charged apart from it. Its run pays for
-- it as for the picture, and no review knows it.
ALTER TABLE generation_jobs DROP CONSTRAINT generation_jobs_stage_check;
ALTER TABLE generation_jobs
  ADD CONSTRAINT generation_jobs_stage_check CHECK (stage IN ('draft', 'reproduction', 'cutout'));
-- The picture that waits for it, and what came of it (core/generation/cutout-ports.ts). sha256 and outcome NULL = not yet.
CREATE TABLE cutouts (
  job_id text PRIMARY KEY REFERENCES generation_jobs,
  picture_job_id text NOT NULL UNIQUE REFERENCES generation_jobs,
  project_id text NOT NULL REFERENCES projects,
  picture_sha256 text NOT NULL CHECK (picture_sha256 ~ '^[0-9a-f]{64}$'),
  picture jsonb NOT NULL,
  sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  outcome jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz
);
CREATE INDEX cutouts_waiting ON cutouts (picture_sha256) WHERE ended_at IS NULL;
