-- A bundle may be provisional or for release; `approved` is what every bundle was before.
ALTER TABLE bundles ADD COLUMN kind text NOT NULL DEFAULT 'approved' CHECK (kind IN ('approved', 'provisional', 'release'));

-- Specs of a provisional set for which nothing was approved when it was frozen.
CREATE TABLE bundle_placeholders (
  bundle_id text NOT NULL REFERENCES bundles,
  spec_revision_id text NOT NULL REFERENCES spec_revisions,
  PRIMARY KEY (bundle_id, spec_revision_id)
);

-- What was made for one bundle alone: its placeholders.
CREATE TABLE bundle_pictures (
  bundle_id text NOT NULL REFERENCES bundles,
  spec_id text NOT NULL REFERENCES specs,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint NOT NULL,
  PRIMARY KEY (bundle_id, spec_id)
);
CREATE INDEX bundle_pictures_by_object ON bundle_pictures (sha256);
