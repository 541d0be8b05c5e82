-- Since when people were told, by the event runCapNear, that a run comes near its cap; NULL = they were not.
ALTER TABLE runs ADD COLUMN cap_told_at timestamptz;
