-- Forward only. Every row of a project carries its project_id; ids are minted by the application.

CREATE TABLE projects (
  project_id text PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 200),
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE wishlists (
  wishlist_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (project_id, name)
);

-- The raw text is kept for ever. content_hash covers name, text and options: the same order twice is one revision.
CREATE TABLE wishlist_revisions (
  wishlist_revision_id text PRIMARY KEY,
  wishlist_id text NOT NULL REFERENCES wishlists,
  project_id text NOT NULL REFERENCES projects,
  revision integer NOT NULL,
  content_hash text NOT NULL,
  text text NOT NULL CHECK (octet_length(text) <= 8388608),
  options jsonb NOT NULL,
  problems jsonb NOT NULL DEFAULT '[]',
  notes jsonb NOT NULL DEFAULT '[]',
  refined_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (project_id, content_hash),
  UNIQUE (wishlist_id, revision)
);

CREATE TABLE runs (
  run_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  wishlist_revision_id text NOT NULL UNIQUE REFERENCES wishlist_revisions,
  stage text NOT NULL CHECK (stage IN ('refining', 'generating', 'reviewing', 'exporting', 'done', 'failed', 'cancelled')),
  paused boolean NOT NULL DEFAULT false,
  failure text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz
);
CREATE INDEX runs_by_project ON runs (project_id, created_at);
CREATE INDEX runs_open ON runs (created_at) WHERE stage NOT IN ('done', 'failed', 'cancelled');

CREATE TABLE specs (
  spec_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (project_id, key)
);

-- Immutable. content_hash leaves out where the spec was written (file, line), so moving a line changes nothing.
CREATE TABLE spec_revisions (
  spec_revision_id text PRIMARY KEY,
  spec_id text NOT NULL REFERENCES specs,
  project_id text NOT NULL REFERENCES projects,
  revision integer NOT NULL,
  content_hash text NOT NULL,
  content jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (spec_id, content_hash),
  UNIQUE (spec_id, revision)
);

CREATE TABLE assets (
  asset_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  spec_id text NOT NULL UNIQUE REFERENCES specs,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The specs of a run in input order, and where each of them stands.
CREATE TABLE run_specs (
  run_id text NOT NULL REFERENCES runs,
  spec_revision_id text NOT NULL REFERENCES spec_revisions,
  project_id text NOT NULL REFERENCES projects,
  spec_id text NOT NULL REFERENCES specs,
  position integer NOT NULL,
  variants_per_round integer NOT NULL,
  stage text NOT NULL DEFAULT 'waiting' CHECK (stage IN ('waiting', 'generating', 'scoring', 'reviewing', 'finishing', 'done', 'rejected', 'failed', 'cancelled')),
  round integer NOT NULL DEFAULT 0,
  failure text,
  closed boolean NOT NULL DEFAULT false,
  finished_variant_id text,
  PRIMARY KEY (run_id, spec_revision_id),
  UNIQUE (run_id, position),
  UNIQUE (run_id, spec_id)
);

CREATE TABLE generation_jobs (
  job_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_id text NOT NULL,
  spec_revision_id text NOT NULL,
  round integer NOT NULL,
  variant_index integer NOT NULL,
  seed text NOT NULL,
  executions integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX generation_jobs_by_spec ON generation_jobs (run_id, spec_revision_id, round, variant_index);

-- A row without granted_at waits in line; `place` is its place in line, asked_at when its holder last asked.
CREATE TABLE permits (
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  project_id text NOT NULL REFERENCES projects,
  place bigint GENERATED ALWAYS AS IDENTITY,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  granted_at timestamptz,
  PRIMARY KEY (run_id, spec_revision_id),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX permits_by_project ON permits (project_id, place);

-- version, verdict and decision_id are the newest of this variant's decisions.
CREATE TABLE variants (
  variant_id text PRIMARY KEY,
  job_id text NOT NULL UNIQUE REFERENCES generation_jobs,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_id text NOT NULL REFERENCES specs,
  spec_revision_id text NOT NULL,
  round integer NOT NULL,
  variant_index integer NOT NULL,
  seed text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  width integer NOT NULL,
  height integer NOT NULL,
  provider text NOT NULL,
  provider_version text NOT NULL,
  placeholder boolean NOT NULL,
  prompt_hash text NOT NULL,
  cost_micros bigint NOT NULL,
  paint_ms double precision NOT NULL,
  version integer NOT NULL DEFAULT 0,
  verdict text NOT NULL DEFAULT 'undecided' CHECK (verdict IN ('undecided', 'approved', 'rejected', 'regenerate', 'notChosen')),
  decision_id text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX variants_by_spec ON variants (run_id, spec_revision_id, round, variant_index);
CREATE INDEX variants_by_object ON variants (sha256);

CREATE TABLE scores (
  variant_id text PRIMARY KEY REFERENCES variants,
  project_id text NOT NULL REFERENCES projects,
  score double precision NOT NULL,
  checks jsonb NOT NULL,
  scored_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Money: each job has one reservation and at most one of commit and refund.
CREATE TABLE ledger_entries (
  job_id text NOT NULL REFERENCES generation_jobs,
  kind text NOT NULL CHECK (kind IN ('reserve', 'commit', 'refund')),
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  cost_micros bigint NOT NULL CHECK (cost_micros >= 0),
  currency text NOT NULL DEFAULT 'USD',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (job_id, kind)
);
CREATE INDEX ledger_entries_by_run ON ledger_entries (run_id, kind);

CREATE TABLE decision_requests (
  decision_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  message jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'applied', 'refused')),
  refusal_reason text,
  refusal_message text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);

-- One decision may cover several variants (a pick); a version of a variant belongs to one decision.
CREATE TABLE decisions (
  decision_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  decision_id text NOT NULL,
  variant_id text NOT NULL REFERENCES variants,
  version integer NOT NULL CHECK (version > 0),
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  verb text NOT NULL,
  verdict text NOT NULL,
  reason text,
  note text,
  reviewer text NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (decision_id, variant_id),
  UNIQUE (variant_id, version)
);
CREATE INDEX decisions_by_run ON decisions (run_id, spec_revision_id, decision_no);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE asset_versions (
  asset_version_id text PRIMARY KEY,
  asset_id text NOT NULL REFERENCES assets,
  version integer NOT NULL,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL,
  spec_id text NOT NULL REFERENCES specs,
  spec_revision_id text NOT NULL,
  variant_id text NOT NULL UNIQUE REFERENCES variants,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  trim jsonb NOT NULL,
  processing jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (asset_id, version),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX asset_versions_by_spec ON asset_versions (run_id, spec_revision_id);
CREATE INDEX asset_versions_by_object ON asset_versions (sha256);

CREATE TABLE atlases (
  project_id text NOT NULL REFERENCES projects,
  atlas_content_id text NOT NULL,
  pages jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, atlas_content_id)
);

CREATE TABLE atlas_frames (
  project_id text NOT NULL,
  atlas_content_id text NOT NULL,
  position integer NOT NULL,
  key text NOT NULL,
  page integer NOT NULL,
  x integer NOT NULL,
  y integer NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  PRIMARY KEY (project_id, atlas_content_id, position),
  FOREIGN KEY (project_id, atlas_content_id) REFERENCES atlases
);

-- content_id names the workflow that builds the bundle, so it is unique over all projects.
CREATE TABLE bundles (
  bundle_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  run_id text NOT NULL REFERENCES runs,
  target text NOT NULL,
  content_id text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('building', 'published', 'failed')),
  failure text,
  failures integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  published_at timestamptz
);
CREATE INDEX bundles_building ON bundles (created_at) WHERE state = 'building';

-- Runs whose approved set is this bundle; the first of them is bundles.run_id.
CREATE TABLE run_bundles (
  run_id text NOT NULL REFERENCES runs,
  bundle_id text NOT NULL REFERENCES bundles,
  PRIMARY KEY (run_id, bundle_id)
);
CREATE INDEX run_bundles_by_bundle ON run_bundles (bundle_id);

-- The frozen set: what was approved, by whom and when, as it was at the freeze.
CREATE TABLE bundle_assets (
  bundle_id text NOT NULL REFERENCES bundles,
  position integer NOT NULL,
  asset_version_id text NOT NULL REFERENCES asset_versions,
  variant_version integer NOT NULL,
  decision_id text NOT NULL,
  reviewer text NOT NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (bundle_id, position)
);

CREATE TABLE bundle_files (
  bundle_id text NOT NULL REFERENCES bundles,
  path text NOT NULL COLLATE "C",
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint NOT NULL,
  PRIMARY KEY (bundle_id, path)
);
CREATE INDEX bundle_files_by_object ON bundle_files (sha256);

CREATE TABLE outbox (
  outbox_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  dedupe_key text NOT NULL,
  kind text NOT NULL,
  message jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  failure text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  UNIQUE (project_id, dedupe_key)
);
CREATE INDEX outbox_open ON outbox (outbox_id) WHERE closed_at IS NULL;

CREATE TABLE events (
  project_id text NOT NULL REFERENCES projects,
  seq bigint NOT NULL,
  run_id text,
  type text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  data jsonb NOT NULL,
  PRIMARY KEY (project_id, seq)
);
CREATE INDEX events_refused ON events (project_id, (data ->> 'decisionId')) WHERE type = 'decisionRefused';

-- The one way to write an event. The lock is held to commit: no reader that resumes by seq can miss a number that a
-- slower transaction commits later. 2 is the event log's lock class (adapters/postgres/advisory-lock.ts); it is taken
-- last in a transaction. Volatile plpgsql takes a new snapshot after the lock, so max(seq) is the committed one.
CREATE FUNCTION append_event(for_project text, for_run text, event_type text, event_data jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  next_seq bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(2, hashtext(for_project));
  INSERT INTO events (project_id, seq, run_id, type, data)
  SELECT for_project, coalesce(max(seq), 0) + 1, for_run, event_type, event_data
  FROM events WHERE project_id = for_project
  RETURNING seq INTO next_seq;
  PERFORM pg_notify('assetloom_events', for_project);
  RETURN next_seq;
END $$;
