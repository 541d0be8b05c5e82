-- How long pictures that nobody chose are kept after their run has ended; NULL = for ever. Rejections with their
-- reasons are training data: they stay unless keep_rejected is false.
ALTER TABLE projects ADD COLUMN unchosen_days integer CHECK (unchosen_days BETWEEN 1 AND 36500);
ALTER TABLE projects ADD COLUMN keep_rejected boolean NOT NULL DEFAULT true;
-- When retention gave up the picture's bytes; the row, its seed and its decisions stay.
ALTER TABLE variants ADD COLUMN picture_removed_at timestamptz;
