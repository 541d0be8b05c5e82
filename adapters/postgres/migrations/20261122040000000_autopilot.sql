-- What a job does otherwise than its spec says (prompt weight, parameters, provider): the same job gives the same picture
-- again. NULL = as the spec says.
ALTER TABLE generation_jobs ADD COLUMN adjust jsonb;
-- What the autopilot tried for a spec, and whether a person has to take over (core/autopilot/quality-report.ts).
ALTER TABLE run_specs ADD COLUMN quality jsonb;
