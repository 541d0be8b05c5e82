-- Addresses that are told of events (core/webhooks/webhook-ports.ts). The secret is needed to sign, so it is kept as it is:
-- in its own column, which no export, log or answer has.
CREATE TABLE webhooks (
  webhook_id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES projects,
  url text NOT NULL,
  events text[] NOT NULL CHECK (cardinality(events) > 0),
  description text NOT NULL DEFAULT '',
  is_active boolean NOT NULL DEFAULT true,
  off_reason text,
  secret text NOT NULL,
  former_secret text,
  former_secret_until timestamptz,
  secret_changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (project_id, webhook_id)
);

-- The event is copied: events are removed sooner or later, and each try sends the same bytes.
CREATE TABLE webhook_deliveries (
  delivery_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id text NOT NULL UNIQUE,
  project_id text NOT NULL,
  webhook_id text NOT NULL,
  event_type text NOT NULL,
  -- NULL = a test.
  event_seq bigint,
  event_at timestamptz NOT NULL,
  run_id text,
  data jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  round integer NOT NULL DEFAULT 1,
  tries integer NOT NULL DEFAULT 0,
  last_status integer,
  last_failure text,
  last_try_at timestamptz,
  next_try_at timestamptz DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz,
  FOREIGN KEY (project_id, webhook_id) REFERENCES webhooks (project_id, webhook_id) ON DELETE CASCADE,
  UNIQUE (webhook_id, event_seq)
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, delivery_no DESC);
-- For the foreign key of its webhook.
CREATE INDEX webhook_deliveries_by_project ON webhook_deliveries (project_id, webhook_id);

-- UUID version 7 (RFC 9562): milliseconds since 1970, then random bits.
CREATE FUNCTION mint_delivery_id() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT 'whd_' || encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid::text
$$;

-- The delivery and the message that starts its workflow are written by the transaction that writes the event.
CREATE FUNCTION deliver_event_to_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := CASE WHEN NEW.type = 'runStageChanged' THEN 'runFinished' ELSE NEW.type END;
  hook record;
  new_id text;
BEGIN
  -- KEY SHARE: one that is being removed is waited for, so that no delivery is left without its webhook.
  FOR hook IN SELECT webhook_id FROM webhooks
    WHERE project_id = NEW.project_id AND is_active AND told = ANY (events) ORDER BY webhook_id FOR KEY SHARE
  LOOP
    new_id := mint_delivery_id();
    INSERT INTO webhook_deliveries (delivery_id, project_id, webhook_id, event_type, event_seq, event_at, run_id, data)
    VALUES (new_id, NEW.project_id, hook.webhook_id, told, NEW.seq, NEW.at, NEW.run_id, NEW.data);
    INSERT INTO outbox (project_id, dedupe_key, kind, message)
    VALUES (NEW.project_id, 'deliverWebhook/' || new_id || '/1', 'deliverWebhook', jsonb_build_object(
      'kind', 'deliverWebhook', 'projectId', NEW.project_id, 'deliveryId', new_id, 'round', 1));
    -- What ended a month ago makes room, a few rows at a time.
    DELETE FROM webhook_deliveries WHERE delivery_no IN (
      SELECT d.delivery_no FROM webhook_deliveries d WHERE d.webhook_id = hook.webhook_id
        AND d.ended_at < clock_timestamp() - interval '30 days' ORDER BY d.delivery_no LIMIT 20);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER events_delivered_to_webhooks AFTER INSERT ON events FOR EACH ROW
  WHEN (NEW.type IN ('reviewWaiting', 'reviewOverdue', 'reviewAssigned')
    OR (NEW.type = 'runStageChanged' AND NEW.data ->> 'stage' IN ('done', 'failed', 'cancelled')))
  EXECUTE FUNCTION deliver_event_to_webhooks();

CREATE TRIGGER webhooks_audited AFTER INSERT OR UPDATE OR DELETE ON webhooks
  FOR EACH ROW EXECUTE FUNCTION audit_row('webhook', 'webhook_id', 'url events description is_active off_reason secret_changed_at');
-- What people press; what events bring is no act of anybody's.
CREATE TRIGGER webhook_deliveries_audited AFTER UPDATE OF round ON webhook_deliveries
  FOR EACH ROW EXECUTE FUNCTION audit_row('webhookDelivery', 'delivery_id', 'round');
CREATE TRIGGER webhook_tests_audited AFTER INSERT ON webhook_deliveries FOR EACH ROW
  WHEN (NEW.event_seq IS NULL) EXECUTE FUNCTION audit_row('webhookDelivery', 'delivery_id', 'webhook_id event_type');

-- As before, without the messages of deliveries: nobody asked for those.
DROP TRIGGER outbox_audited ON outbox;
CREATE TRIGGER outbox_audited AFTER INSERT ON outbox FOR EACH ROW
  WHEN (NEW.kind NOT IN ('sendDecision', 'wakeRun', 'deliverWebhook')) EXECUTE FUNCTION audit_outbox();
