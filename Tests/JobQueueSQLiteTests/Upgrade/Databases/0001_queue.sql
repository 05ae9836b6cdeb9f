-- A database whose newest migration is 0001_queue, with jobs and history, as that version left it. Never change it.
BEGIN TRANSACTION;
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
INSERT INTO "failed_jobs" VALUES(8,'default','Test','{"n":8}',1,0,3,0,NULL,1794899995000,1794899999000,'attempts','TimedOut','It took too long.','worker@old:1:x',NULL,NULL,1,NULL);
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
INSERT INTO "finished_jobs" VALUES(9,'default','Kept','{}',0,1794899995000,1794899999000,12,'worker@old:1:x',1795900000000,NULL);
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
INSERT INTO "job_attempts" VALUES(1,8,1,'failed','TimedOut','a',NULL,1794899996000,10,'worker@old:1:x');
INSERT INTO "job_attempts" VALUES(2,8,2,'failed','TimedOut','b',NULL,1794899997000,10,'worker@old:1:x');
INSERT INTO "job_attempts" VALUES(3,8,3,'timed_out','TimedOut','It took too long.',NULL,1794899999000,10,'worker@old:1:x');
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
INSERT INTO "job_batches" VALUES(1,'import',3,2,1,'{"queue":"default","kind":"Followed","payload":"e30=","payloadVersion":1,"priority":0,"chain":[]}',NULL,NULL,NULL,1794900000000,NULL,NULL);
CREATE TABLE job_locks (
  key TEXT PRIMARY KEY,
  job_id INTEGER NOT NULL,
  lease_token INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE job_rates (
  key TEXT PRIMARY KEY,
  window_ends_at INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
INSERT INTO "jobs" VALUES(1,'default','Test','{"n":1}',1,5,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "jobs" VALUES(2,'default','Test','{"n":2}',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,'once',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "jobs" VALUES(3,'default','Test','{"n":3}',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "jobs" VALUES(4,'default','Test','{"n":4}',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "jobs" VALUES(5,'default','Test','{"n":5}',1,0,0,0,NULL,1804900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "jobs" VALUES(6,'whatsapp-health','Test','{"n":6}',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "jobs" VALUES(7,'default','Test','{"n":7}',1,0,0,1,NULL,1794900000000,1794900000000,NULL,4711,1794900060000,'worker@old:1:x',NULL,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO "queue_minutes" VALUES(1794900000000,'default','Test',8,0,1,2,30,40);
CREATE TABLE queue_pauses (
  queue TEXT PRIMARY KEY,                       -- '*': all queues
  paused_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "queue_pauses" VALUES('mail',1794900000000);
CREATE TABLE queue_signals (
  name TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE schema_migrations (
  name TEXT PRIMARY KEY,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "schema_migrations" VALUES('0001_queue','a7a9e93f7047c3a8',1794900000000);
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
INSERT INTO "workers" VALUES('worker@old:1:x','worker','old',1,'default',10,'running',1794899991000,1794900000000,0,0);
CREATE INDEX jobs_waiting ON jobs (queue, priority, available_at, id) WHERE lease_token IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_expires_at) WHERE lease_token IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX jobs_cancel ON jobs (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL;
CREATE INDEX jobs_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX failed_jobs_failed_at ON failed_jobs (failed_at);
CREATE INDEX failed_jobs_queue ON failed_jobs (queue, failed_at);
CREATE INDEX job_attempts_job ON job_attempts (job_id, id);
CREATE INDEX job_attempts_finished_at ON job_attempts (finished_at);
CREATE INDEX finished_jobs_keep_until ON finished_jobs (keep_until);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('job_batches',1);
INSERT INTO "sqlite_sequence" VALUES('jobs',7);
COMMIT;
