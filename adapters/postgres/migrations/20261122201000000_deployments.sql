-- Bundles that lie in games, as the programs that put them there told. Not every deployment is told.
CREATE TABLE deployments (
  deployment_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  bundle_id text NOT NULL REFERENCES bundles,
  target text NOT NULL,
  game text NOT NULL,
  -- A path of somebody's machine: NULL unless it was to be told.
  folder text,
  -- [{path, sha256, key}] by path
  files jsonb NOT NULL,
  deployed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  undone_at timestamptz
);
CREATE INDEX deployments_by_project ON deployments (project_id, deployed_at DESC, deployment_id DESC);
CREATE INDEX deployments_by_bundle ON deployments (bundle_id);
-- Which deployments have files of an asset.
CREATE INDEX deployments_by_file ON deployments USING gin (files jsonb_path_ops);
