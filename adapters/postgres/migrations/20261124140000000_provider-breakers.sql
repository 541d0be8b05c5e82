-- How far providers and GPU hosts may be trusted, for all processes: no row = it works. state is a BreakerState as
-- core/generation/circuit-breaker.ts has it; its times are milliseconds of this server's clock.
CREATE TABLE provider_breakers (
  name text PRIMARY KEY,
  state jsonb NOT NULL,
  why text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
