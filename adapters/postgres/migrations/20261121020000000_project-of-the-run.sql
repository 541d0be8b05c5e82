-- Rows of these tables belong to a run's spec, whose row has the project. Checking the project again would make every
-- writer of a project lock its one row.
ALTER TABLE generation_jobs DROP CONSTRAINT generation_jobs_project_id_fkey;
ALTER TABLE permits DROP CONSTRAINT permits_project_id_fkey;
ALTER TABLE variants DROP CONSTRAINT variants_project_id_fkey;
ALTER TABLE scores DROP CONSTRAINT scores_project_id_fkey;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_project_id_fkey;
ALTER TABLE decisions DROP CONSTRAINT decisions_project_id_fkey;
