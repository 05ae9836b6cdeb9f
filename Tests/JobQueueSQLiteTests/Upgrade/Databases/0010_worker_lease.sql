-- A database whose newest migration is 0010_worker_lease, with jobs and history, as that version left it. Never change it.
BEGIN TRANSACTION;
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gateway TEXT NOT NULL,
  session TEXT NOT NULL,                        -- the session's name in the gateway
  previous_session TEXT,                        -- the name before the last new login: late messages still carry it
  phone TEXT,                                   -- digits only
  label TEXT,
  workspace TEXT,
  language TEXT NOT NULL DEFAULT 'en',          -- of its notifications
  status TEXT NOT NULL DEFAULT 'unknown',       -- what we hold it to be; the check follows the gateway
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,                  -- changes by people; checks do not count
  revision INTEGER NOT NULL DEFAULT 0,          -- rises with every change a page would show

  -- The newest check that could be made; score and level stay when a later one could not.
  checked_at INTEGER,
  attempted_at INTEGER,                         -- the newest check of any outcome
  score INTEGER,
  level TEXT NOT NULL DEFAULT 'unknown',
  issues TEXT NOT NULL DEFAULT '[]',            -- JSON array of {code, points, text}
  gateway_status TEXT,                          -- in our words
  raw_status TEXT,                              -- in the gateway's
  restricted INTEGER NOT NULL DEFAULT 0,
  stale INTEGER NOT NULL DEFAULT 0,             -- 1: the newest check could not be made
  connected_since INTEGER,

  -- What the judgement remembers between checks, JSON; the columns after it repeat what queries ask for.
  state TEXT,
  phase TEXT NOT NULL DEFAULT 'unchecked',      -- good, waiting, soft, hard, recovering, held
  flapping INTEGER NOT NULL DEFAULT 0,
  incident_id INTEGER,                          -- the open incident
  rung TEXT,                                    -- the rung of recovery that runs: soft_restart, stop_start, …
  rung_started_at INTEGER,
  rung_deadline_at INTEGER,
  session_started_at INTEGER,                   -- last restart or new login: older crashes are not this session's
  usual_traffic TEXT,                           -- JSON: messages per hour of the week
  interval_state TEXT,                          -- the stretch that still grows; finished ones: `health_intervals`
  interval_from INTEGER,
  interval_to INTEGER,

  -- Kept in step with `messages`, so that a check of a quiet account reads nothing else.
  last_incoming_at INTEGER,
  last_outgoing_at INTEGER,
  last_failed_at INTEGER,

  -- What people decided.
  held_at INTEGER,                              -- on hold: watched, never recovered automatically
  held_by TEXT,
  hold_reason TEXT,
  disabled_at INTEGER,                          -- not watched at all
  stopped_at INTEGER,                           -- disconnected by its own user, on purpose
  maintenance TEXT NOT NULL DEFAULT '[]',       -- JSON array of windows

  -- The QR code that is being shown; it grants a login, so it leaves the row when it is used or has expired.
  qr TEXT,
  qr_format TEXT,                               -- picture (a data URL) or text
  qr_at INTEGER,
  qr_expires_at INTEGER,
  qr_number INTEGER NOT NULL DEFAULT 0,         -- which code of this login it is
  qr_watched_until INTEGER                      -- a person has the dialog open until then
, gone_at INTEGER) STRICT;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,                        -- gateway/session, a gateway, or what else was acted upon
  account_id INTEGER,
  reason TEXT,
  detail TEXT                                   -- JSON
) STRICT;
CREATE TABLE gateway_probes (
  id INTEGER PRIMARY KEY,
  gateway TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,                        -- good, or the kind of failure: unreachable, unauthorized, bad_answer, …
  detail TEXT,
  latency INTEGER,                              -- milliseconds
  uptime INTEGER,                               -- milliseconds; a fall means a restart
  version TEXT,
  sessions INTEGER,
  sessions_by_status TEXT,                      -- JSON object: status to number
  memory INTEGER,                               -- bytes, resident
  cpu INTEGER                                   -- milliseconds of processor time since its start
) STRICT;
CREATE TABLE gateways (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,                           -- node, waha, evolution, …
  url TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT 'database',      -- database: this row is the setting; settings: it only mirrors denyut.json
  api_key_env TEXT,                             -- the name of the environment variable that holds the key, never the key
  api_key_file TEXT,
  webhook_secret_env TEXT,
  webhook_secret_file TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,                  -- when the setting was last changed
  phase TEXT NOT NULL DEFAULT 'unknown',        -- good, suspect, down, half_open, restarting
  state TEXT,                                   -- JSON: what the gateway's state machine remembers
  incident_id INTEGER,                          -- the open incident
  newest_probe_id INTEGER,
  acknowledged_at INTEGER                       -- when a server acknowledgement of any session was last reported
, proxy TEXT, certificate_authority TEXT, authentication TEXT, follow INTEGER NOT NULL DEFAULT 0, webhook_refused_at INTEGER, webhook_refusal TEXT, acknowledgement_delays TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE health_checks (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,                        -- checked, or unknown: the gateway gave no answer that can be trusted
  score INTEGER,                                -- 0–100; NULL where unknown
  level TEXT NOT NULL,
  status TEXT NOT NULL,                         -- the gateway's, in our words
  raw_status TEXT,                              -- the gateway's own word
  phase TEXT NOT NULL,                          -- the account's after this check
  deductions TEXT NOT NULL DEFAULT '{}',        -- JSON object: finding to points
  issues TEXT NOT NULL DEFAULT '[]',            -- JSON array of {code, points, text}
  evidence TEXT NOT NULL DEFAULT '{}',          -- JSON: what the judgement was made of
  latency INTEGER,                              -- milliseconds the gateway took
  forced INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE health_days (
  account_id INTEGER NOT NULL,
  day INTEGER NOT NULL,                         -- milliseconds since 1970, a multiple of 86 400 000
  checks INTEGER NOT NULL DEFAULT 0,
  score_sum INTEGER NOT NULL DEFAULT 0,
  lowest INTEGER,
  highest INTEGER,
  up INTEGER NOT NULL DEFAULT 0,
  down INTEGER NOT NULL DEFAULT 0,
  gateway_down INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  excluded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE health_hours (
  account_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,                        -- milliseconds since 1970, a multiple of 3 600 000
  checks INTEGER NOT NULL DEFAULT 0,            -- those that gave a score
  score_sum INTEGER NOT NULL DEFAULT 0,
  lowest INTEGER,
  highest INTEGER,
  up INTEGER NOT NULL DEFAULT 0,
  down INTEGER NOT NULL DEFAULT 0,
  gateway_down INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  excluded INTEGER NOT NULL DEFAULT 0,          -- never linked, maintenance, stopped
  PRIMARY KEY (account_id, hour)
) STRICT, WITHOUT ROWID;
CREATE TABLE health_intervals (
  account_id INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  state TEXT NOT NULL,                          -- up, down, gateway_down, unknown, never_linked, maintenance, stopped
  PRIMARY KEY (account_id, began_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE health_rollups (
  name TEXT PRIMARY KEY,
  done_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE incidents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gateway TEXT NOT NULL,
  account_id INTEGER,                           -- NULL: of the gateway itself
  session TEXT,
  cause TEXT NOT NULL,
  evidence TEXT NOT NULL DEFAULT '[]',          -- JSON array of lines
  began_at INTEGER NOT NULL,
  began_source TEXT NOT NULL,                   -- event, midpoint, unknown
  detected_at INTEGER NOT NULL,                 -- the first bad check
  confirmed_at INTEGER NOT NULL,                -- the second one, which opened it
  first_action_at INTEGER,
  resolved_at INTEGER,
  needs_human INTEGER NOT NULL DEFAULT 0,
  blocked_by TEXT NOT NULL DEFAULT '[]',        -- JSON array: the gates that hold recovery back
  was_blocked INTEGER NOT NULL DEFAULT 0,       -- a gate ever held a recovery of it back
  actions TEXT NOT NULL DEFAULT '[]',           -- JSON array of {at, action, outcome, by}
  false_positive INTEGER NOT NULL DEFAULT 0,
  acknowledged_by TEXT,
  acknowledged_at INTEGER,
  checks_since INTEGER NOT NULL DEFAULT 0
, first_cause TEXT) STRICT;
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
INSERT INTO job_attempts VALUES(1,8,1,'failed','TimedOut','a',NULL,1794899996000,10,'worker@old:1:x');
INSERT INTO job_attempts VALUES(2,8,2,'failed','TimedOut','b',NULL,1794899997000,10,'worker@old:1:x');
INSERT INTO job_attempts VALUES(3,8,3,'timed_out','TimedOut','It took too long.',NULL,1794899999000,10,'worker@old:1:x');
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
CREATE TABLE message_hours (
  account_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,                        -- milliseconds since 1970, a multiple of 3 600 000
  incoming INTEGER NOT NULL DEFAULT 0,
  outgoing INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, hour)
) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  message TEXT NOT NULL,                        -- the gateway's id for it
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'read', 'failed')),
  ack INTEGER CHECK (ack BETWEEN -1 AND 4),     -- −1 error, 0 pending, 1 server, 2 device, 3 read, 4 played
  error TEXT,
  at INTEGER NOT NULL,                          -- the earliest time told of it
  failed_at INTEGER,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  audience TEXT NOT NULL,                       -- user, admin
  kind TEXT NOT NULL,                           -- scan_needed, recovered, gateway_down, …
  gateway TEXT,                                 -- NULL: about the whole fleet
  session TEXT,                                 -- NULL: about the gateway
  account_id INTEGER,
  incident_id INTEGER,
  cause TEXT,
  at INTEGER NOT NULL,                          -- when it came up
  due_at INTEGER NOT NULL,                      -- collected with others until then
  language TEXT NOT NULL DEFAULT 'en',
  channel TEXT NOT NULL,                        -- the name of a channel in the settings; log where there is none
  state TEXT NOT NULL,                          -- pending, sent, failed, muted, grouped (said with another), withdrawn
  text TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  error TEXT
) STRICT;
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
INSERT INTO queue_minutes VALUES(1794900000000,'default','Test',8,0,1,2,30,40);
CREATE TABLE queue_pauses (
  queue TEXT PRIMARY KEY,                       -- '*': all queues
  paused_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO queue_pauses VALUES('mail',1794900000000);
CREATE TABLE queue_signals (
  name TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  gateway TEXT NOT NULL,
  incident_id INTEGER,
  attempt INTEGER NOT NULL,                     -- within its episode, from 1
  rung TEXT NOT NULL,                           -- soft_restart, stop_start, ask_scan, new_session
  requested_by TEXT,                            -- a person; NULL: the system
  started_at INTEGER NOT NULL,
  deadline_at INTEGER,
  ended_at INTEGER,
  outcome TEXT,                                 -- recovered, failed, login_gone, inconclusive, unavailable, abandoned
  detail TEXT                                   -- what the gateway said, where it declined
) STRICT;
CREATE TABLE recovery_episodes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  gateway TEXT NOT NULL,
  incident_id INTEGER,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,                        -- recovered, given_up, abandoned
  episode TEXT NOT NULL                         -- JSON: the episode with its attempts, as the KPIs read it
) STRICT;
CREATE TABLE schedule_entries (
  name TEXT PRIMARY KEY,
  cron TEXT,                                    -- an expression; or
  every TEXT,                                   -- a frequency in words
  timezone TEXT,                                -- an IANA name; NULL: the schedule's own
  queue TEXT NOT NULL DEFAULT 'default',        -- from here on: the job that each slot enqueues
  kind TEXT NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}',           -- JSON
  priority INTEGER NOT NULL DEFAULT 0,
  unique_key TEXT,
  delay INTEGER NOT NULL DEFAULT 0,             -- milliseconds from firing until the job may start
  missed TEXT NOT NULL DEFAULT 'once' CHECK (missed IN ('skip', 'once', 'all')),
  missed_window INTEGER,                        -- milliseconds; a slot later than that is not fired any more
  without_overlapping INTEGER NOT NULL DEFAULT 0,
  environments TEXT NOT NULL DEFAULT '[]' CHECK (json_type(environments) = 'array'),  -- names; empty: all
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  CHECK ((cron IS NULL) <> (every IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO schedule_entries VALUES('mine','*/5 * * * *',NULL,NULL,'default','Test','{}',0,NULL,0,'once',NULL,0,'[]',1794900000000,1794900000000);
CREATE TABLE schedule_slots (
  entry TEXT NOT NULL,                          -- the name of the entry
  due_at INTEGER NOT NULL,
  fired_at INTEGER NOT NULL,
  enqueued INTEGER NOT NULL DEFAULT 0,          -- jobs it added
  already_live INTEGER NOT NULL DEFAULT 0,      -- jobs it left out because one with their unique key was live
  missed INTEGER NOT NULL DEFAULT 0,            -- slots just before it that were given up
  PRIMARY KEY (entry, due_at)
) STRICT, WITHOUT ROWID;
INSERT INTO schedule_slots VALUES('prune-history',1794896400000,1794896401000,0,0,0);
CREATE TABLE schedule_states (
  entry TEXT PRIMARY KEY,
  fingerprint TEXT,                             -- what its slots depend on; NULL: no pass has seen the entry yet
  counts_from INTEGER NOT NULL,                 -- slots before it do not count: first seen, timing changed, or resumed
  cursor INTEGER,                               -- slots up to this due time are settled: fired, or missed for good
  missed INTEGER NOT NULL DEFAULT 0,            -- slots missed in all
  paused_at INTEGER                             -- NULL: not paused by name
) STRICT, WITHOUT ROWID;
INSERT INTO schedule_states VALUES('prune-history','x',1794813600000,1794896400000,2,NULL);
CREATE TABLE schedule_status (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused_at INTEGER,                            -- NULL: not paused as a whole
  ticked_at INTEGER,                            -- when the last pass began; a scheduler in order makes one each minute
  scheduler TEXT                                -- who made it: host:pid
) STRICT;
INSERT INTO schedule_status VALUES(1,NULL,1794900000000,'old:1');
CREATE TABLE schema_migrations (
  name TEXT PRIMARY KEY,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO schema_migrations VALUES('0001_queue','a7a9e93f7047c3a8',1794900000000);
INSERT INTO schema_migrations VALUES('0002_schedule','233c3d65fe031dac',1794900000001);
INSERT INTO schema_migrations VALUES('0003_sessions','d5b804ca92715f7a',1794900000002);
INSERT INTO schema_migrations VALUES('0004_gateway_settings','5a15107cdc6eb476',1794900000003);
INSERT INTO schema_migrations VALUES('0005_queue_claim','72fc1e28035acfb6',1794900000004);
INSERT INTO schema_migrations VALUES('0006_lease_time','196c406644e0b0c3',1794900000005);
INSERT INTO schema_migrations VALUES('0007_evidence','0600a97eed62dc3e',1794900000006);
INSERT INTO schema_migrations VALUES('0008_notifications_account','e61f860316cd2148',1794900000007);
INSERT INTO schema_migrations VALUES('0009_large_columns_last','f166f3629194b608',1794900000008);
INSERT INTO schema_migrations VALUES('0010_worker_lease','5bed68e0248c942b',1794900000009);
CREATE TABLE webhook_deliveries (
  gateway TEXT NOT NULL,
  delivery TEXT NOT NULL,                       -- the sender's id for it, else a digest of time and body
  received_at INTEGER NOT NULL,
  event TEXT,
  session TEXT,
  PRIMARY KEY (gateway, delivery)
) STRICT, WITHOUT ROWID;
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
, lease INTEGER) STRICT, WITHOUT ROWID;
INSERT INTO workers VALUES('worker@old:1:x','worker','old',1,'default',10,'running',1794899991000,1794900000000,0,0,NULL);
CREATE TABLE IF NOT EXISTS "jobs" (
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
INSERT INTO jobs VALUES(1,'default','Test',1,5,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"n":1}');
INSERT INTO jobs VALUES(2,'default','Test',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'once',NULL,NULL,NULL,'{"n":2}');
INSERT INTO jobs VALUES(3,'default','Test',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,'{"n":3}');
INSERT INTO jobs VALUES(4,'default','Test',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,'{"n":4}');
INSERT INTO jobs VALUES(5,'default','Test',1,0,0,0,NULL,1804900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"n":5}');
INSERT INTO jobs VALUES(6,'whatsapp-health','Test',1,0,0,0,NULL,1794900000000,1794900000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"n":6}');
INSERT INTO jobs VALUES(7,'default','Test',1,0,0,1,NULL,1794900000000,1794900000000,NULL,NULL,4711,1794900060000,1794899999000,NULL,NULL,'worker@old:1:x',NULL,NULL,NULL,NULL,'{"n":7}');
CREATE TABLE IF NOT EXISTS "failed_jobs" (
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
INSERT INTO failed_jobs VALUES(8,'default','Test',1,0,3,0,NULL,1794899995000,1794899999000,1,'attempts','worker@old:1:x',NULL,NULL,'TimedOut','It took too long.',NULL,'{"n":8}');
CREATE TABLE IF NOT EXISTS "finished_jobs" (
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
INSERT INTO finished_jobs VALUES(9,'default','Kept',0,1794899995000,1794899999000,12,'worker@old:1:x',1795900000000,NULL,'{}');
CREATE TABLE IF NOT EXISTS "job_batches" (
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
INSERT INTO job_batches VALUES(1,'import',3,2,1,1794900000000,NULL,NULL,NULL,'{"queue":"default","kind":"Followed","payload":"e30=","payloadVersion":1,"priority":0,"chain":[]}',NULL,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('jobs',7);
INSERT INTO sqlite_sequence VALUES('job_batches',1);
CREATE INDEX job_attempts_job ON job_attempts (job_id, id);
CREATE INDEX job_attempts_finished_at ON job_attempts (finished_at);
CREATE INDEX schedule_slots_due_at ON schedule_slots (due_at);
CREATE INDEX gateway_probes_gateway ON gateway_probes (gateway, at);
CREATE UNIQUE INDEX accounts_session ON accounts (gateway, session);
CREATE INDEX accounts_previous_session ON accounts (gateway, previous_session) WHERE previous_session IS NOT NULL;
CREATE INDEX accounts_phone ON accounts (phone) WHERE phone IS NOT NULL;
CREATE INDEX accounts_recovering ON accounts (gateway) WHERE rung IS NOT NULL;
CREATE UNIQUE INDEX messages_message ON messages (account_id, message);
CREATE INDEX messages_failed ON messages (account_id, failed_at) WHERE status = 'failed';
CREATE INDEX messages_sent ON messages (account_id, at) WHERE direction = 'out';
CREATE INDEX message_hours_hour ON message_hours (hour);
CREATE INDEX health_checks_account ON health_checks (account_id, at);
CREATE INDEX health_intervals_ended ON health_intervals (ended_at);
CREATE INDEX health_hours_hour ON health_hours (hour);
CREATE INDEX health_days_day ON health_days (day);
CREATE INDEX incidents_open ON incidents (gateway, account_id) WHERE resolved_at IS NULL;
CREATE INDEX incidents_account ON incidents (account_id, detected_at) WHERE account_id IS NOT NULL;
CREATE INDEX incidents_detected ON incidents (detected_at);
CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX recovery_attempts_account ON recovery_attempts (account_id, started_at);
CREATE INDEX recovery_episodes_account ON recovery_episodes (account_id, ended_at);
CREATE INDEX recovery_episodes_ended ON recovery_episodes (ended_at);
CREATE INDEX notifications_pending ON notifications (channel, audience, language, due_at) WHERE state = 'pending';
CREATE INDEX notifications_key ON notifications (kind, gateway, session, at);
CREATE INDEX notifications_incident ON notifications (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX notifications_at ON notifications (at);
CREATE INDEX audit_account ON audit (account_id, at) WHERE account_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX webhook_deliveries_received ON webhook_deliveries (received_at);
CREATE INDEX audit_taken_away ON audit (subject) WHERE action IN ('account-remove', 'account-move');
CREATE INDEX notifications_account ON notifications (account_id, kind, at) WHERE account_id IS NOT NULL;
CREATE INDEX jobs_waiting ON jobs (queue, kind, priority, available_at) WHERE lease_token IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_expires_at) WHERE lease_token IS NOT NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX jobs_cancel ON jobs (cancel_requested_at) WHERE cancel_requested_at IS NOT NULL;
CREATE INDEX jobs_returned ON jobs (returned_at) WHERE returned_at IS NOT NULL;
CREATE INDEX jobs_batch ON jobs (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX failed_jobs_failed_at ON failed_jobs (failed_at);
CREATE INDEX failed_jobs_queue ON failed_jobs (queue, failed_at);
CREATE INDEX finished_jobs_keep_until ON finished_jobs (keep_until);
COMMIT;
