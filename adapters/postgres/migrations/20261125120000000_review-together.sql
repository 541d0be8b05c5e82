-- People who review together. What is said of a carried spec is kept with the run that owns it, as its decisions are.

-- The specs that wait for a person, by every run that has them. In an automatic run only those wait that the autopilot left
-- to a person, or that a person has begun to decide.
CREATE INDEX run_specs_reviewing ON run_specs (project_id, run_id) WHERE stage = 'reviewing';
CREATE VIEW waiting_reviews AS
SELECT rs.run_id, rs.spec_revision_id, rs.project_id, rs.spec_id, rs.position, o.run_id AS owner_run_id, o.round
FROM run_specs rs
  JOIN run_specs o ON o.run_id = coalesce(rs.origin_run_id, rs.run_id) AND o.spec_revision_id = rs.spec_revision_id
  JOIN runs r ON r.run_id = rs.run_id
  JOIN wishlist_revisions wr ON wr.wishlist_revision_id = r.wishlist_revision_id
WHERE o.stage = 'reviewing' AND r.stage <> 'cancelled' AND (
  wr.options ->> 'review' = 'person' OR o.quality ->> 'outcome' <> 'trying' OR EXISTS (
    SELECT 1 FROM decisions d WHERE d.run_id = o.run_id AND d.spec_revision_id = o.spec_revision_id
      AND d.reviewer NOT LIKE 'policy:%'));

-- A claim advises and never blocks. One whose lease is over is as good as gone; the next taker has its row.
CREATE TABLE review_claims (
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  project_id text NOT NULL,
  handle text NOT NULL,
  lease_ms integer NOT NULL CHECK (lease_ms > 0),
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until timestamptz NOT NULL,
  PRIMARY KEY (run_id, spec_revision_id),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX review_claims_by_handle ON review_claims (handle, run_id);

-- Who decides is at work: a decision renews all the claims that its maker has in that run, whichever way it came. A lease
-- that has most of its time left is not written again.
CREATE FUNCTION renew_claims_of_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE review_claims c SET lease_until = clock_timestamp() + c.lease_ms * interval '1 ms'
  WHERE (c.run_id, c.handle) IN (SELECT run_id, reviewer FROM decided)
    AND c.lease_until > clock_timestamp()
    AND c.lease_until < clock_timestamp() + c.lease_ms * interval '0.9 ms';
  RETURN NULL;
END $$;
CREATE TRIGGER decisions_renew_claims AFTER INSERT ON decisions
  REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION renew_claims_of_decided();

-- former: [{"text", "replacedAt"}]. A deleted note stays as what was said.
CREATE TABLE review_notes (
  note_id text PRIMARY KEY,
  note_no bigint GENERATED ALWAYS AS IDENTITY,
  project_id text NOT NULL,
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  variant_id text REFERENCES variants,
  author text NOT NULL,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  former jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  edited_at timestamptz,
  deleted_at timestamptz,
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
CREATE INDEX review_notes_by_spec ON review_notes (run_id, spec_revision_id, note_no);

-- Tags that a review gave to a spec; the highest version is what holds. They join the spec's own.
CREATE TABLE review_tags (
  spec_id text NOT NULL REFERENCES specs,
  version integer NOT NULL CHECK (version > 0),
  project_id text NOT NULL,
  tags jsonb NOT NULL,
  tagged_by text NOT NULL,
  tagged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (spec_id, version)
);
CREATE INDEX review_tags_by_project ON review_tags (project_id);
CREATE VIEW review_tags_now AS
SELECT DISTINCT ON (spec_id) spec_id, version, project_id, tags, tagged_by, tagged_at
FROM review_tags ORDER BY spec_id, version DESC;

-- A bundle has the tags of the moment when its set was frozen, so that it can be written again with the same bytes.
ALTER TABLE bundle_assets ADD COLUMN review_tags jsonb NOT NULL DEFAULT '[]';
ALTER TABLE bundle_placeholders ADD COLUMN review_tags jsonb NOT NULL DEFAULT '[]';

-- Who is to review: a spec's own row counts before that of the run.
CREATE TABLE run_assignments (
  run_id text PRIMARY KEY REFERENCES runs,
  project_id text NOT NULL,
  handle text NOT NULL,
  assigned_by text NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE review_assignments (
  run_id text NOT NULL,
  spec_revision_id text NOT NULL,
  project_id text NOT NULL,
  handle text NOT NULL,
  assigned_by text NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, spec_revision_id),
  FOREIGN KEY (run_id, spec_revision_id) REFERENCES run_specs
);
