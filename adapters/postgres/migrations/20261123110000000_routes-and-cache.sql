-- Who makes a job, where, with what and why: core/generation/generation-route.ts. NULL = the built-in painter, or older.
ALTER TABLE generation_jobs ADD COLUMN route jsonb;
-- How a variant was made: graph, models, what the model was told. NULL = nothing is known.
ALTER TABLE variants ADD COLUMN provenance jsonb;
-- What was made of which content: request, graph, models, provider and version, hashed. The bytes may be gone since.
CREATE TABLE generation_cache (
  project_id text NOT NULL REFERENCES projects,
  cache_key text NOT NULL CHECK (cache_key ~ '^[0-9a-f]{64}$'),
  variant_id text NOT NULL REFERENCES variants,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, cache_key)
);
CREATE INDEX generation_cache_by_variant ON generation_cache (variant_id);
