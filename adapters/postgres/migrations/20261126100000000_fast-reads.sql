-- What pages and lists ask of a catalogue with 100,000 variants.

-- The run whose row says how a spec stands: its own, or the one that it was carried from. As a column with a foreign key,
-- because PostgreSQL then knows that each row has exactly one owner. Of an expression it guessed that hardly any has one, and
-- sorted whole runs for one page.
ALTER TABLE run_specs
  ADD COLUMN owned_by text NOT NULL GENERATED ALWAYS AS (coalesce(origin_run_id, run_id)) STORED;
CREATE INDEX run_specs_by_owner ON run_specs (owned_by, spec_revision_id);
ALTER TABLE run_specs ADD FOREIGN KEY (owned_by, spec_revision_id) REFERENCES run_specs (run_id, spec_revision_id);
CREATE OR REPLACE VIEW run_spec_states AS
SELECT rs.run_id, rs.spec_revision_id, rs.project_id, rs.spec_id, rs.position, rs.origin_run_id, rs.adopted_from,
  o.run_id AS owner_run_id, o.variants_per_round, o.stage, o.round, o.failure, o.closed, o.finished_variant_id
FROM run_specs rs JOIN run_specs o ON o.run_id = rs.owned_by AND o.spec_revision_id = rs.spec_revision_id;
CREATE OR REPLACE VIEW waiting_reviews AS
SELECT rs.run_id, rs.spec_revision_id, rs.project_id, rs.spec_id, rs.position, o.run_id AS owner_run_id, o.round
FROM run_specs rs
  JOIN run_specs o ON o.run_id = rs.owned_by AND o.spec_revision_id = rs.spec_revision_id
  JOIN runs r ON r.run_id = rs.run_id
  JOIN wishlist_revisions wr ON wr.wishlist_revision_id = r.wishlist_revision_id
WHERE o.stage = 'reviewing' AND r.stage <> 'cancelled' AND (
  wr.options ->> 'review' = 'person' OR o.quality ->> 'outcome' <> 'trying' OR EXISTS (
    SELECT 1 FROM decisions d WHERE d.run_id = o.run_id AND d.spec_revision_id = o.spec_revision_id
      AND d.reviewer NOT LIKE 'policy:%'));

-- The newest pictures of one run tell its pace.
CREATE INDEX variants_by_run_and_time ON variants (run_id, created_at);

-- The library is read in the order of keys. How many specs are of a type decides whether it is walked or sorted.
CREATE INDEX specs_by_key ON specs (project_id, key COLLATE "C");
CREATE STATISTICS spec_revisions_types ON (content ->> 'assetType') FROM spec_revisions;

-- What happened since a moment: rows come in the order of time, so a few numbers a megabyte find them.
CREATE INDEX asset_versions_by_time ON asset_versions USING brin (created_at);
CREATE INDEX generation_jobs_by_time ON generation_jobs USING brin (created_at);
CREATE INDEX ledger_entries_by_time ON ledger_entries USING brin (created_at);
CREATE INDEX decisions_by_time ON decisions USING brin (decided_at);
CREATE INDEX events_by_time ON events USING brin (at);

-- What a provider's pictures cost and how many were taken.
CREATE INDEX variants_by_provider ON variants (project_id, provider, created_at) INCLUDE (verdict, cost_micros);
