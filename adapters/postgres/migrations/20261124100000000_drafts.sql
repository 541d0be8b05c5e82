-- NULL = it makes a variant. A draft is a job like any other: reserved, executed and charged once.
ALTER TABLE generation_jobs ADD COLUMN stage text CHECK (stage = 'draft');
-- Cheap pictures of a round, of which the best become the sources of its finals (core/generation/draft-ports.ts). No
-- review knows them. `place` counts the chosen ones from 1; NULL = not chosen, or nothing is chosen in its round yet.
CREATE TABLE drafts (
  job_id text PRIMARY KEY REFERENCES generation_jobs,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  round integer NOT NULL,
  draft_index integer NOT NULL,
  seed text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  width integer NOT NULL,
  height integer NOT NULL,
  provider text NOT NULL,
  provider_version text NOT NULL,
  placeholder boolean NOT NULL,
  cost_micros bigint NOT NULL,
  paint_ms double precision NOT NULL,
  provenance jsonb,
  cache_key text,
  score double precision,
  checks jsonb,
  place integer CHECK (place > 0),
  picture_removed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE UNIQUE INDEX drafts_by_spec ON drafts (run_id, spec_revision_id, round, draft_index);
CREATE INDEX drafts_by_object ON drafts (sha256);
CREATE INDEX drafts_by_content ON drafts (project_id, cache_key) WHERE cache_key IS NOT NULL;
