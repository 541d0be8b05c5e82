-- Design documents of a project, which a language model may be shown passages of. A text that was replaced or removed
-- stays for a while (removed_at), because a list that was handed in before may still be asked about with it.
CREATE TABLE documents (
  project_id text NOT NULL REFERENCES projects,
  name text NOT NULL COLLATE "C",
  sha256 text NOT NULL,
  text text NOT NULL CHECK (octet_length(text) <= 524288),
  added_by text NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  removed_at timestamptz,
  PRIMARY KEY (project_id, name, sha256)
);
CREATE UNIQUE INDEX documents_now ON documents (project_id, name) WHERE removed_at IS NULL;
