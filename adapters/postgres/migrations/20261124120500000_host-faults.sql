-- The host could not have made any job (its disk was full): such a submission does not count against its job.
ALTER TABLE generation_submissions ADD COLUMN is_host_fault boolean NOT NULL DEFAULT false;
