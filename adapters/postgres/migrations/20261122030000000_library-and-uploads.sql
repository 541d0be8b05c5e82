-- What people handed in. A spec may name only bytes that its own project was given.
CREATE TABLE uploads (
  project_id text NOT NULL REFERENCES projects,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text NOT NULL CHECK (media_type IN ('image/png', 'audio/wav', 'audio/ogg')),
  size_bytes bigint NOT NULL,
  width integer,
  height integer,
  transparent boolean,
  duration_ms integer,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, sha256)
);
CREATE INDEX uploads_by_object ON uploads (sha256);

-- Main colours and transparency. NULL = a sound, or finished before looks were measured.
ALTER TABLE asset_versions ADD COLUMN look jsonb;

-- The words that the library is searched by; asset-shelf.ts repeats the expression. Marks become blanks, or the parser
-- would take "wood/metal" for a path and "2" of "crate-2" for a negative number.
CREATE INDEX spec_revisions_words ON spec_revisions USING gin (to_tsvector('simple', translate(
  (content ->> 'key') || ' ' || (content #>> '{prompt,positive}') || ' ' || (content ->> 'tags'),
  '-_/.:@+&', '        ')));
