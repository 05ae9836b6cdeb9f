-- The job queue. All times are integer milliseconds since 1970, UTC.

-- Live jobs: waiting, delayed or leased to a worker. A job leaves this table when it is done or has failed for good.
-- A public interface: any program may enqueue with
--   INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'NoOp', '{}');
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}',
  payload_version INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 0,          -- lower first
  attempts INTEGER NOT NULL DEFAULT 0,          -- attempts that ended in a failure
  crashes INTEGER NOT NULL DEFAULT 0,           -- leases that ended because the worker died
  max_attempts INTEGER,                         -- NULL: the kind's, else the worker's
  available_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  deadline_at INTEGER,                          -- not started by then: it fails
  lease_token INTEGER,                          -- the fencing token; NULL: nobody holds the job
  lease_expires_at INTEGER,
  worker TEXT,
  unique_key TEXT,                              -- at most one live job has it
  cancel_requested_at INTEGER,
  progress TEXT,                                -- what the handler last reported, JSON
  trace TEXT,                                   -- W3C traceparent of who enqueued it
  batch_id INTEGER,
  chain TEXT                                    -- JSON array: the jobs to enqueue, one after the other, when this is done
) STRICT;

-- Serves the claim and nothing else: a query must repeat `lease_token IS NULL` literally to use it.
CREATE INDEX jobs_waiting ON jobs (queue, priority, available_at, id) WHERE lease_token IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_expires_at) WHERE lease_token IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX jobs_cancel ON jobs (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL;
CREATE INDEX jobs_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL;

-- Jobs that failed for good, moved here by the transaction that removed them from `jobs`. `queue-retry` moves them back.
CREATE TABLE failed_jobs (
  id INTEGER PRIMARY KEY,                       -- the id the job had in `jobs`
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  payload_version INTEGER NOT NULL DEFAULT 1,
  priority INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL,
  crashes INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER,
  created_at INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  reason TEXT NOT NULL,                         -- attempts, crashes, discarded, deadline, timeout, cancelled, payload
  error_type TEXT NOT NULL,
  error_message TEXT NOT NULL,
  worker TEXT,
  unique_key TEXT,
  trace TEXT,
  batch_id INTEGER,
  chain TEXT
) STRICT;
CREATE INDEX failed_jobs_failed_at ON failed_jobs (failed_at);
CREATE INDEX failed_jobs_queue ON failed_jobs (queue, failed_at);

-- Every attempt that did not end well, of live and of failed jobs, until it is pruned.
CREATE TABLE job_attempts (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,                     -- 1 for the first
  outcome TEXT NOT NULL,                        -- failed, timed_out, crashed, discarded, cancelled, expired
  error_type TEXT NOT NULL,
  error_message TEXT NOT NULL,
  output TEXT,                                  -- the tail of what a program printed
  finished_at INTEGER NOT NULL,
  duration INTEGER,                             -- milliseconds; NULL where nobody knows
  worker TEXT
) STRICT;
CREATE INDEX job_attempts_job ON job_attempts (job_id, id);
CREATE INDEX job_attempts_finished_at ON job_attempts (finished_at);

-- Finished jobs of the kinds that ask to keep them.
CREATE TABLE finished_jobs (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  worker TEXT,
  keep_until INTEGER NOT NULL,
  output TEXT
) STRICT;
CREATE INDEX finished_jobs_keep_until ON finished_jobs (keep_until);

-- What a queue was told. A queue without a row is not paused.
CREATE TABLE queue_pauses (
  queue TEXT PRIMARY KEY,                       -- '*': all queues
  paused_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Requests to all workers at once, by name: `restart`.
CREATE TABLE queue_signals (
  name TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Workers that run, or that died without saying so.
CREATE TABLE workers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  queues TEXT NOT NULL,                         -- names, comma separated, in the order they are served
  concurrency INTEGER NOT NULL,
  state TEXT NOT NULL,                          -- running, paused, stopping
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  jobs_done INTEGER NOT NULL DEFAULT 0,
  jobs_failed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What went through the queue, by minute, written by the transactions that enqueue and settle.
CREATE TABLE queue_minutes (
  minute INTEGER NOT NULL,                      -- milliseconds since 1970, a multiple of 60 000
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  enqueued INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,            -- for good
  retried INTEGER NOT NULL DEFAULT 0,
  run_time INTEGER NOT NULL DEFAULT 0,          -- milliseconds, summed over finished attempts
  wait_time INTEGER NOT NULL DEFAULT 0,         -- milliseconds from due to started, summed over finished attempts
  PRIMARY KEY (minute, queue, kind)
) STRICT, WITHOUT ROWID;

-- Who holds a key. A lock counts only while that very lease of that job holds, so it needs no timer of its own.
CREATE TABLE job_locks (
  key TEXT PRIMARY KEY,
  job_id INTEGER NOT NULL,
  lease_token INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Counters of the rate limits and of the exceptions that throttle a key.
CREATE TABLE job_rates (
  key TEXT PRIMARY KEY,
  window_ends_at INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Jobs that belong together.
CREATE TABLE job_batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  on_success TEXT,                              -- JSON: the job to enqueue when all are done
  on_failure TEXT,                              -- when the first fails for good
  on_finish TEXT,                               -- when none is left, well or not
  error TEXT,                                   -- why one of them could not be enqueued
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  cancelled_at INTEGER
) STRICT;
