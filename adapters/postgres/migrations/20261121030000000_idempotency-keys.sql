-- Answers of the API by the key that a client chose, so that a request sent twice has one effect and one answer.
-- status is NULL while the first request is being answered; lease_until gives up the key of a process that died.
CREATE TABLE idempotency_keys (
  project_id text NOT NULL REFERENCES projects,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  request_hash text NOT NULL,
  lease_until timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  status integer CHECK (status BETWEEN 100 AND 599),
  location text,
  -- json, not jsonb: the answer is sent again with its members in their order.
  body json CHECK (octet_length(body::text) <= 8388608),
  PRIMARY KEY (project_id, key)
);
CREATE INDEX idempotency_keys_expired ON idempotency_keys (project_id, expires_at);
