-- Pictures that are made of variants to be looked at (core/previews/preview-ports.ts): all can be made again.
CREATE TABLE variant_previews (
  variant_id text NOT NULL REFERENCES variants,
  kind text NOT NULL CHECK (kind IN ('cutout', 'thumb')),
  project_id text NOT NULL REFERENCES projects,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  size_bytes integer NOT NULL CHECK (size_bytes > 0),
  cutter text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (variant_id, kind)
);
CREATE INDEX variant_previews_by_object ON variant_previews (sha256);
-- Whether a picture belongs to a project (library.repository.ts) is asked for every picture that a page shows: without these
-- it went through all steps and atlases of the project.
CREATE INDEX chain_steps_images ON chain_steps USING gin ((output -> 'images') jsonb_path_ops)
  WHERE output -> 'images' IS NOT NULL;
CREATE INDEX atlases_pages ON atlases USING gin (pages jsonb_path_ops);
-- Every approved variant of a list asks which one of its spec is the primary: few are approved of a thousand.
CREATE INDEX variants_approved ON variants (run_id, spec_revision_id) WHERE verdict = 'approved';
