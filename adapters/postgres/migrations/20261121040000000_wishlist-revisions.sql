-- A list that is changed back is a new revision: only the newest revision of a wishlist answers for the same text.
ALTER TABLE wishlist_revisions DROP CONSTRAINT wishlist_revisions_project_id_content_hash_key;

-- A spec that a newer revision left as it was is carried: its row in the new run names the run that owns its variants,
-- jobs, permits, decisions and workflow. The owner's own row has NULL, so a chain is never longer than one step.
-- adopted_from is what origin_run_id was before the new run had to make the spec itself.
ALTER TABLE run_specs
  ADD COLUMN origin_run_id text,
  ADD COLUMN adopted_from text,
  ADD FOREIGN KEY (origin_run_id, spec_revision_id) REFERENCES run_specs (run_id, spec_revision_id),
  ADD CHECK (origin_run_id <> run_id);
CREATE INDEX run_specs_carried ON run_specs (origin_run_id, spec_revision_id) WHERE origin_run_id IS NOT NULL;

-- The specs of a run as they stand, wherever their work was done.
CREATE VIEW run_spec_states AS
SELECT rs.run_id, rs.spec_revision_id, rs.project_id, rs.spec_id, rs.position, rs.origin_run_id, rs.adopted_from,
  o.run_id AS owner_run_id, o.variants_per_round, o.stage, o.round, o.failure, o.closed, o.finished_variant_id
FROM run_specs rs JOIN run_specs o
  ON o.run_id = coalesce(rs.origin_run_id, rs.run_id) AND o.spec_revision_id = rs.spec_revision_id;

-- What CHANGES.md compares with, fixed at the freeze so that a bundle that is written again has the same bytes.
ALTER TABLE bundles ADD COLUMN previous_bundle_id text REFERENCES bundles;
UPDATE bundles b SET previous_bundle_id = (
  SELECT p.bundle_id FROM bundles p
  WHERE p.run_id = b.run_id AND p.target = b.target AND p.bundle_id <> b.bundle_id AND p.state = 'published'
    AND p.created_at < b.created_at
  ORDER BY p.created_at DESC, p.bundle_id DESC LIMIT 1);
