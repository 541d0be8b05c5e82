-- When the product ran: the orchestrator extends its newest row while it lives, so gaps are the times it was away.
CREATE TABLE service_intervals (
  interval_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  part text NOT NULL CHECK (part IN ('service', 'temporal')),
  boot_id text NOT NULL CHECK (length(boot_id) BETWEEN 1 AND 100),
  process text NOT NULL,
  began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX service_intervals_by_time ON service_intervals (part, last_seen);

-- Reports and the pace of a run ask for what was made last.
CREATE INDEX variants_by_time ON variants (created_at);
