-- A picture that does not fit into the memory of its server is made smaller: which submission was of which size has to
-- outlive the worker, so that the variant says it.
ALTER TABLE generation_submissions ADD COLUMN times_smaller smallint NOT NULL DEFAULT 0;
