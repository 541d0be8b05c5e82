-- What stands on a variant beside its verdict, as its newest decision left it (core/review/verdict.ts): sign-offs, its place
-- among the approved ones, the round that was asked for. NULL = nothing. A decision keeps what it left.
ALTER TABLE variants ADD COLUMN marks jsonb;
ALTER TABLE decisions ADD COLUMN marks jsonb, ADD COLUMN group_id text;
CREATE INDEX decisions_by_group ON decisions (project_id, group_id, decision_no) WHERE group_id IS NOT NULL;

-- Since when a spec waits for a person; it counts only while its stage is reviewing.
ALTER TABLE run_specs ADD COLUMN reviewing_since timestamptz;
UPDATE run_specs SET reviewing_since = clock_timestamp() WHERE stage = 'reviewing';

-- People are told once that something waits, and then reminded of it, each reminder by its number.
ALTER TABLE runs
  ADD COLUMN review_told_at timestamptz,
  ADD COLUMN reminders_sent integer NOT NULL DEFAULT 0;
