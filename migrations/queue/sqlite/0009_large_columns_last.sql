-- What may be large stands last in its row. SQLite keeps a large row as a chain of pages, and to reach a column it walks
-- through all that stands before it: a list of 500 jobs, which shows no payload, walked through half a gigabyte. Columns
-- that are added later stand behind the large ones: lists, and what runs often, should do without them.
--
-- Each table is copied as a whole: for the time of the upgrade the database needs up to three times its space. The new
-- table takes the old one's name without a look at who refers to it: views and triggers of other programs mean the name.
-- (Their own indexes and triggers on these tables are made anew by the program that applies this.)
PRAGMA legacy_alter_table = ON;

-- Live jobs: waiting, delayed or leased to a worker. A job leaves this table when it is done or has failed for good.
-- A public interface: any program may enqueue with
--   INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'NoOp', '{}');
CREATE TABLE jobs_0009 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload_version INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 0,          -- lower first
  attempts INTEGER NOT NULL DEFAULT 0,          -- attempts that ended in a failure
  crashes INTEGER NOT NULL DEFAULT 0,           -- leases that ended because the worker died
  max_attempts INTEGER,                         -- NULL: the kind's, else the worker's
  available_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  returned_at INTEGER,                          -- when it came back after an attempt: its due time was chosen then
  deadline_at INTEGER,                          -- not started by then: it fails
  lease_token INTEGER,                          -- the fencing token; NULL: nobody holds the job
  lease_expires_at INTEGER,
  leased_at INTEGER,                            -- when it was claimed; NULL: nobody holds the job
  cancel_requested_at INTEGER,
  batch_id INTEGER,
  worker TEXT,
  unique_key TEXT,                              -- at most one live job has it
  trace TEXT,                                   -- W3C traceparent of who enqueued it
  progress TEXT,                                -- what the handler last reported, JSON
  chain TEXT,                                   -- JSON array: the jobs to enqueue, one after the other, when this is done
  payload TEXT NOT NULL DEFAULT '{}'
) STRICT;
INSERT INTO jobs_0009 (id, queue, kind, payload_version, priority, attempts, crashes, max_attempts, available_at,
  created_at, returned_at, deadline_at, lease_token, lease_expires_at, leased_at, cancel_requested_at, batch_id, worker,
  unique_key, trace, progress, chain, payload)
SELECT id, queue, kind, payload_version, priority, attempts, crashes, max_attempts, available_at, created_at,
  CASE WHEN attempts > 0 THEN (SELECT max(finished_at) FROM job_attempts WHERE job_id = jobs.id) END, deadline_at, lease_token, lease_expires_at, leased_at, cancel_requested_at, batch_id, worker, unique_key, trace,
  progress, chain, payload
FROM jobs ORDER BY id;
-- Ids are never given twice, also not those of jobs that have gone.
DELETE FROM sqlite_sequence WHERE name = 'jobs_0009';
INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs_0009', seq FROM sqlite_sequence WHERE name = 'jobs';
DROP TABLE jobs;
ALTER TABLE jobs_0009 RENAME TO jobs;

-- Serves the claim and nothing else: a query must repeat `lease_token IS NULL` literally to use it. The kind stands before
-- the order of its jobs, so that what a worker has no handler for costs a claim one step, not one per job.
CREATE INDEX jobs_waiting ON jobs (queue, kind, priority, available_at) WHERE lease_token IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_expires_at) WHERE lease_token IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX jobs_cancel ON jobs (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL;
-- Few jobs have come back. Without a condition on leases, so that a claim touches no entry of it.
CREATE INDEX jobs_returned ON jobs (returned_at) WHERE returned_at IS NOT NULL;
CREATE INDEX jobs_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL;

-- Jobs that failed for good, moved here by the transaction that removed them from `jobs`. `queue-retry` moves them back.
CREATE TABLE failed_jobs_0009 (
  id INTEGER PRIMARY KEY,                       -- the id the job had in `jobs`
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload_version INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL,
  crashes INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER,
  created_at INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  batch_id INTEGER,
  reason TEXT NOT NULL,                         -- attempts, crashes, discarded, deadline, timeout, cancelled, payload
  worker TEXT,
  unique_key TEXT,
  trace TEXT,
  error_type TEXT NOT NULL,
  error_message TEXT NOT NULL,
  chain TEXT,
  payload TEXT NOT NULL
) STRICT;
INSERT INTO failed_jobs_0009 (id, queue, kind, payload_version, priority, attempts, crashes, max_attempts,
  created_at, failed_at, batch_id, reason, worker, unique_key, trace, error_type, error_message, chain, payload)
SELECT id, queue, kind, payload_version, priority, attempts, crashes, max_attempts, created_at, failed_at, batch_id,
  reason, worker, unique_key, trace, error_type, error_message, chain, payload
FROM failed_jobs ORDER BY id;
DROP TABLE failed_jobs;
ALTER TABLE failed_jobs_0009 RENAME TO failed_jobs;
CREATE INDEX failed_jobs_failed_at ON failed_jobs (failed_at);
CREATE INDEX failed_jobs_queue ON failed_jobs (queue, failed_at);

-- Finished jobs of the kinds that ask to keep them.
CREATE TABLE finished_jobs_0009 (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  worker TEXT,
  keep_until INTEGER NOT NULL,
  output TEXT,
  payload TEXT NOT NULL
) STRICT;
INSERT INTO finished_jobs_0009 (id, queue, kind, attempts, created_at, finished_at, duration, worker, keep_until,
  output, payload)
SELECT id, queue, kind, attempts, created_at, finished_at, duration, worker, keep_until, output, payload
FROM finished_jobs ORDER BY id;
DROP TABLE finished_jobs;
ALTER TABLE finished_jobs_0009 RENAME TO finished_jobs;
CREATE INDEX finished_jobs_keep_until ON finished_jobs (keep_until);

-- Jobs that belong together.
CREATE TABLE job_batches_0009 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  cancelled_at INTEGER,
  error TEXT,                                   -- why one of them could not be enqueued
  on_success TEXT,                              -- JSON: the job to enqueue when all are done
  on_failure TEXT,                              -- when the first fails for good
  on_finish TEXT                                -- when none is left, well or not
) STRICT;
INSERT INTO job_batches_0009 (id, name, total, pending, failed, created_at, finished_at, cancelled_at, error,
  on_success, on_failure, on_finish)
SELECT id, name, total, pending, failed, created_at, finished_at, cancelled_at, error, on_success, on_failure,
  on_finish
FROM job_batches ORDER BY id;
DELETE FROM sqlite_sequence WHERE name = 'job_batches_0009';
INSERT INTO sqlite_sequence (name, seq) SELECT 'job_batches_0009', seq FROM sqlite_sequence WHERE name = 'job_batches';
DROP TABLE job_batches;
ALTER TABLE job_batches_0009 RENAME TO job_batches;

PRAGMA legacy_alter_table = OFF;
