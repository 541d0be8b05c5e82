-- A reservation is settled once: by its commit or by its refund. Results and releases that race meet at this index.
CREATE UNIQUE INDEX ledger_entries_settled ON ledger_entries (job_id) WHERE kind IN ('commit', 'refund');
