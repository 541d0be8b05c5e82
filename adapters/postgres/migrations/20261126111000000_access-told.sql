-- Who follows events is asked again at once when somebody is signed out, shut out or loses a role: the notice names nobody, and
-- every open stream looks for itself.
CREATE FUNCTION tell_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('assetloom_access', 'changed');
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_told AFTER UPDATE OF revoked_at ON sessions
  FOR EACH STATEMENT EXECUTE FUNCTION tell_access();
CREATE TRIGGER api_keys_told AFTER UPDATE OF revoked_at ON api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION tell_access();
CREATE TRIGGER users_told AFTER UPDATE OF disabled_at ON users
  FOR EACH STATEMENT EXECUTE FUNCTION tell_access();
CREATE TRIGGER project_members_told AFTER UPDATE OR DELETE ON project_members
  FOR EACH STATEMENT EXECUTE FUNCTION tell_access();
