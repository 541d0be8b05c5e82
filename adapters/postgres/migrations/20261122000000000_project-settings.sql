-- What a project settles once for all its lists. Each change is a revision; undo puts an older one back as a new one.
CREATE TABLE project_settings (
  project_id text NOT NULL REFERENCES projects,
  revision integer NOT NULL CHECK (revision > 0),
  content jsonb NOT NULL CHECK (octet_length(content::text) <= 2097152),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, revision)
);
CREATE TRIGGER project_settings_append_only BEFORE UPDATE OR DELETE ON project_settings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
