-- Several frames of one asset are trimmed each for itself. NULL = as the asset's own trim.
ALTER TABLE atlas_frames ADD COLUMN trim_x integer, ADD COLUMN trim_y integer;
