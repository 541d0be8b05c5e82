-- What people hand in, say, tag, take and tell is in the audit log as well. Texts of notes stay with the notes.
CREATE TRIGGER uploads_audited AFTER INSERT ON uploads
  FOR EACH ROW EXECUTE FUNCTION audit_row('upload', 'sha256', 'media_type size_bytes');
CREATE TRIGGER review_notes_audited AFTER INSERT OR UPDATE ON review_notes
  FOR EACH ROW EXECUTE FUNCTION audit_row('note', 'note_id', 'run_id spec_revision_id variant_id edited_at deleted_at');
CREATE TRIGGER review_tags_audited AFTER INSERT ON review_tags
  FOR EACH ROW EXECUTE FUNCTION audit_row('specTags', 'spec_id', 'version tags');
CREATE TRIGGER deployments_audited AFTER INSERT OR UPDATE ON deployments
  FOR EACH ROW EXECUTE FUNCTION audit_row('deployment', 'deployment_id', 'bundle_id target game undone_at');
CREATE TRIGGER run_assignments_audited AFTER INSERT OR UPDATE OR DELETE ON run_assignments
  FOR EACH ROW EXECUTE FUNCTION audit_row('assignment', 'run_id', 'handle');

-- Specs are claimed and assigned many at a time: one entry for all of one statement. Arguments: the word for them, and the
-- columns whose change is news, so that a lease that goes on is none.
CREATE FUNCTION audit_reviewers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  verb text := CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'DELETE' THEN '.removed' ELSE '.changed' END;
  rows jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT jsonb_agg(to_jsonb(a)) INTO rows FROM added a;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT jsonb_agg(to_jsonb(g)) INTO rows FROM gone g;
  ELSE
    SELECT jsonb_agg(to_jsonb(a)) INTO rows
    FROM added a JOIN gone g ON g.run_id = a.run_id AND g.spec_revision_id = a.spec_revision_id
    WHERE EXISTS (SELECT 1 FROM unnest(string_to_array(TG_ARGV[1], ' ')) AS name
      WHERE to_jsonb(a) -> name IS DISTINCT FROM to_jsonb(g) -> name);
  END IF;
  PERFORM write_audit(r ->> 'project_id', NULL, TG_ARGV[0] || verb, TG_ARGV[0], r ->> 'run_id',
    jsonb_build_object('handle', r -> 'handle', 'specRevisionIds', jsonb_agg(r -> 'spec_revision_id')),
    acting_principal())
  FROM jsonb_array_elements(rows) AS r GROUP BY r ->> 'project_id', r ->> 'run_id', r -> 'handle';
  RETURN NULL;
END $$;
CREATE TRIGGER review_assignments_added_audited AFTER INSERT ON review_assignments
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('assignment');
CREATE TRIGGER review_assignments_changed_audited AFTER UPDATE ON review_assignments
  REFERENCING OLD TABLE AS gone NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('assignment', 'handle');
CREATE TRIGGER review_assignments_removed_audited AFTER DELETE ON review_assignments
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('assignment');
CREATE TRIGGER review_claims_added_audited AFTER INSERT ON review_claims
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('claim');
CREATE TRIGGER review_claims_changed_audited AFTER UPDATE ON review_claims
  REFERENCING OLD TABLE AS gone NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('claim', 'handle claimed_at');
CREATE TRIGGER review_claims_removed_audited AFTER DELETE ON review_claims
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_reviewers('claim');

-- As before; and decisions that come with a project's folder are told as what its importer did, not as made here and now.
CREATE OR REPLACE FUNCTION audit_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asking jsonb := acting_principal();
BEGIN
  PERFORM write_audit(d.project_id,
    CASE WHEN d.is_imported THEN NULL ELSE d.reviewer END,
    CASE WHEN d.is_imported THEN 'decision.imported' ELSE 'decision.' || d.verb END, 'decision', d.decision_id,
    jsonb_strip_nulls(jsonb_build_object('runId', d.run_id, 'reason', d.reason, 'variants', d.variants))
      || CASE WHEN d.is_imported THEN jsonb_build_object('verb', d.verb, 'reviewer', d.reviewer) ELSE '{}' END,
    CASE WHEN d.is_imported THEN asking ELSE coalesce(d.asked_with, '{}') END)
  FROM (
    SELECT a.project_id, a.decision_id, a.reviewer, a.verb, a.run_id, min(a.reason) AS reason, r.asked_with,
      -- What a worker records has nobody in particular behind it, and what was asked for has its request.
      r.decision_id IS NULL AND asking <> '{}' AS is_imported,
      jsonb_agg(jsonb_build_object('variantId', a.variant_id, 'version', a.version, 'verdict', a.verdict)
        ORDER BY a.decision_no) AS variants
    FROM added a LEFT JOIN decision_requests r ON r.project_id = a.project_id AND r.decision_id = a.decision_id
    GROUP BY a.project_id, a.decision_id, a.reviewer, a.verb, a.run_id, r.decision_id, r.asked_with) d;
  RETURN NULL;
END $$;
