-- Who may do what (core/access/access-ports.ts), and who did what. Secrets are kept as SHA-256 only. A user is never deleted:
-- a handle stands in decisions and in the audit log for ever and is never given to another.
CREATE TABLE users (
  user_id text PRIMARY KEY,
  handle text NOT NULL UNIQUE COLLATE "C" CHECK (handle ~ '^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$'),
  name text NOT NULL,
  email text,
  is_installation_owner boolean NOT NULL DEFAULT false,
  -- As the identity provider knows the person; NULL = by invitation.
  issuer text,
  subject text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  disabled_at timestamptz,
  UNIQUE (issuer, subject)
);
CREATE INDEX users_by_email ON users (lower(email)) WHERE email IS NOT NULL;

CREATE TABLE project_members (
  project_id text NOT NULL REFERENCES projects,
  user_id text NOT NULL REFERENCES users,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'editor', 'owner')),
  -- groups: given by the identity provider, and taken again with the group.
  source text NOT NULL DEFAULT 'member' CHECK (source IN ('member', 'groups')),
  added_by text NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_by_user ON project_members (user_id);

-- A link that lets a new person in (user_id NULL), or one that is known on another browser.
CREATE TABLE invitations (
  invitation_id text PRIMARY KEY,
  project_id text REFERENCES projects,
  role text CHECK (role IN ('viewer', 'reviewer', 'editor', 'owner')),
  name text NOT NULL,
  handle text COLLATE "C",
  email text,
  is_installation_owner boolean NOT NULL DEFAULT false,
  user_id text REFERENCES users,
  token_hash text NOT NULL UNIQUE,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX invitations_by_project ON invitations (project_id, created_at DESC);

-- user_id NULL: a browser that the installation's token signed in.
CREATE TABLE sessions (
  session_id text PRIMARY KEY,
  user_id text REFERENCES users,
  token_hash text NOT NULL UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The end however much it is used.
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id, created_at DESC);

-- user_id NULL: made with the installation's token.
CREATE TABLE api_keys (
  key_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  user_id text REFERENCES users,
  name text NOT NULL,
  prefix text NOT NULL,
  key_hash text NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('viewer', 'reviewer', 'editor', 'owner')),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_keys_by_project ON api_keys (project_id, created_at DESC);

-- Append-only. Without foreign keys: it tells of what was, too.
CREATE TABLE audit_log (
  audit_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id text,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  credential text NOT NULL,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text
);
CREATE INDEX audit_log_by_project ON audit_log (project_id, audit_no DESC);
CREATE INDEX audit_log_by_actor ON audit_log (actor, audit_no DESC);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who asks comes with the transaction (adapters/postgres/acting-principal.ts); a worker's has nobody.
CREATE FUNCTION acting_principal() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('assetloom.actor', true), ''), '{}')::jsonb
$$;

CREATE FUNCTION write_audit(
  of_project text, by_actor text, of_action text, of_kind text, of_id text, with_details jsonb, acting jsonb
) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_log (project_id, actor, credential, action, subject_kind, subject_id, details, request_id)
  VALUES (of_project, coalesce(by_actor, acting ->> 'actor', 'system'), coalesce(acting ->> 'credential', 'workflow'),
    of_action, of_kind, of_id,
    with_details || CASE WHEN acting ? 'credentialId' THEN jsonb_build_object('credentialId', acting -> 'credentialId') ELSE '{}' END,
    acting ->> 'requestId')
$$;

-- How a decision was asked for is kept beside it: a worker records it, later and in its own name.
ALTER TABLE decision_requests
  ADD COLUMN asked_with jsonb DEFAULT nullif(current_setting('assetloom.actor', true), '')::jsonb;

CREATE FUNCTION audit_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM write_audit(d.project_id, d.reviewer, 'decision.' || d.verb, 'decision', d.decision_id,
    jsonb_strip_nulls(jsonb_build_object('runId', d.run_id, 'reason', d.reason, 'variants', d.variants)),
    coalesce(r.asked_with, '{}'))
  FROM (
    SELECT project_id, decision_id, reviewer, verb, run_id, min(reason) AS reason, jsonb_agg(jsonb_build_object(
      'variantId', variant_id, 'version', version, 'verdict', verdict) ORDER BY decision_no) AS variants
    FROM added GROUP BY project_id, decision_id, reviewer, verb, run_id) d
  LEFT JOIN decision_requests r ON r.project_id = d.project_id AND r.decision_id = d.decision_id;
  RETURN NULL;
END $$;
CREATE TRIGGER decisions_audited AFTER INSERT ON decisions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_decisions();

-- Which parts of the settings a revision changed, not their content: it stands in the revision itself.
CREATE FUNCTION audit_settings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  former jsonb := coalesce((SELECT content FROM project_settings
    WHERE project_id = NEW.project_id AND revision < NEW.revision ORDER BY revision DESC LIMIT 1), '{}');
  parts jsonb;
BEGIN
  SELECT coalesce(jsonb_agg(k ORDER BY k), '[]') INTO parts
  FROM (SELECT jsonb_object_keys(former || NEW.content) AS k) keys WHERE former -> k IS DISTINCT FROM NEW.content -> k;
  PERFORM write_audit(NEW.project_id, NULL, 'settings.changed', 'settings', NEW.revision::text,
    jsonb_build_object('parts', parts), acting_principal());
  RETURN NULL;
END $$;
CREATE TRIGGER project_settings_audited AFTER INSERT ON project_settings
  FOR EACH ROW EXECUTE FUNCTION audit_settings();

-- Arguments: the word for a row, the column that names it, and the columns that may be told. Nothing is written where none
-- of these changed, so that the time of the last use of a key is no news.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
  now_is jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
  whole jsonb := before || now_is;
  told jsonb := '{}';
  name text;
BEGIN
  FOREACH name IN ARRAY string_to_array(TG_ARGV[2], ' ') LOOP
    IF TG_OP = 'UPDATE' AND before -> name IS NOT DISTINCT FROM now_is -> name THEN CONTINUE; END IF;
    told := told || jsonb_build_object(name, whole -> name);
    IF TG_OP = 'UPDATE' THEN told := told || jsonb_build_object(name || '_before', before -> name); END IF;
  END LOOP;
  IF TG_OP = 'UPDATE' AND told = '{}' THEN RETURN NULL; END IF;
  IF whole ->> 'user_id' IS NOT NULL AND TG_ARGV[0] <> 'user' THEN
    told := told || jsonb_build_object('handle', (SELECT u.handle FROM users u WHERE u.user_id = whole ->> 'user_id'));
  END IF;
  PERFORM write_audit(whole ->> 'project_id', NULL,
    TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'DELETE' THEN '.removed' ELSE '.changed' END,
    TG_ARGV[0], coalesce(whole ->> TG_ARGV[1], ''), jsonb_strip_nulls(told), acting_principal());
  RETURN NULL;
END $$;
CREATE TRIGGER projects_audited AFTER INSERT OR UPDATE OR DELETE ON projects
  FOR EACH ROW EXECUTE FUNCTION audit_row('project', 'project_id', 'key name unchosen_days keep_rejected');
CREATE TRIGGER export_profiles_audited AFTER INSERT OR UPDATE OR DELETE ON export_profiles
  FOR EACH ROW EXECUTE FUNCTION audit_row('exportProfile', 'name', 'version');
CREATE TRIGGER documents_audited AFTER INSERT OR UPDATE ON documents
  FOR EACH ROW EXECUTE FUNCTION audit_row('document', 'name', 'sha256 removed_at');
CREATE TRIGGER users_audited AFTER INSERT OR UPDATE OR DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION audit_row('user', 'handle', 'name email is_installation_owner disabled_at');
CREATE TRIGGER project_members_audited AFTER INSERT OR UPDATE OR DELETE ON project_members
  FOR EACH ROW EXECUTE FUNCTION audit_row('member', 'user_id', 'role source');
CREATE TRIGGER invitations_audited AFTER INSERT OR UPDATE OR DELETE ON invitations
  FOR EACH ROW EXECUTE FUNCTION audit_row('invitation', 'invitation_id', 'name role expires_at used_at revoked_at');
CREATE TRIGGER sessions_audited AFTER INSERT OR UPDATE OR DELETE ON sessions
  FOR EACH ROW EXECUTE FUNCTION audit_row('session', 'session_id', 'name expires_at revoked_at');
CREATE TRIGGER api_keys_audited AFTER INSERT OR UPDATE OR DELETE ON api_keys
  FOR EACH ROW EXECUTE FUNCTION audit_row('apiKey', 'key_id', 'name prefix role expires_at revoked_at');
CREATE TRIGGER runs_audited AFTER UPDATE OF overage_approved_at ON runs
  FOR EACH ROW EXECUTE FUNCTION audit_row('overage', 'run_id', 'overage_approved_at');

-- What people have Temporal do goes through the outbox: start, pause, resume, cancel, reopen.
CREATE FUNCTION audit_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kind text := NEW.kind;
  subject text := CASE WHEN NEW.message ? 'chainId' THEN 'job' ELSE 'run' END;
BEGIN
  PERFORM write_audit(NEW.project_id, NULL, subject || '.' || coalesce(NEW.message ->> 'signal', kind), subject,
    coalesce(NEW.message ->> 'runId', NEW.message ->> 'chainId', ''),
    jsonb_strip_nulls(jsonb_build_object('specRevisionId', NEW.message -> 'specRevisionId', 'contentId', NEW.message -> 'contentId')),
    acting_principal());
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_audited AFTER INSERT ON outbox FOR EACH ROW
  WHEN (NEW.kind NOT IN ('sendDecision', 'wakeRun')) EXECUTE FUNCTION audit_outbox();
