-- What hosts executed lately, and what is with them now: read by every agent and by each look at the GPU hosts.
CREATE INDEX generation_submissions_ended ON generation_submissions (ended_at DESC)
  WHERE state = 'done' AND execution_ms IS NOT NULL;
CREATE INDEX generation_submissions_open ON generation_submissions (host, posted_at) WHERE state = 'open';
