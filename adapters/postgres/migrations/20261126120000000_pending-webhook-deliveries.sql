-- Every minute somebody asks which deliveries are overdue (reconcile); there are few that have not ended.
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (next_try_at) WHERE state = 'pending';
