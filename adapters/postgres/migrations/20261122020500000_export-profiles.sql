-- How a project wants its bundles of a target; a bundle keeps the profile that it was frozen with. NULL = none.
ALTER TABLE bundles ADD COLUMN profile jsonb;

CREATE TABLE export_profiles (
  project_id text NOT NULL REFERENCES projects,
  name text NOT NULL COLLATE "C",
  version integer NOT NULL,
  content jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, name)
);
