-- A worker takes the kinds it has handlers for. With the kind before the order of its jobs, what it has no handler for
-- costs a claim one step, not one per job. The id stands at the end of every entry by itself, being the rowid.
DROP INDEX jobs_waiting;
CREATE INDEX jobs_waiting ON jobs (queue, kind, priority, available_at) WHERE lease_token IS NULL;
