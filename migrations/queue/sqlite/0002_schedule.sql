-- The schedule's memory. All times are integer milliseconds since 1970, UTC.

-- Slots that were fired. A row is written by the transaction that enqueues the slot's jobs, so a slot fires at most once,
-- however many schedulers there are.
CREATE TABLE schedule_slots (
  entry TEXT NOT NULL,                          -- the name of the entry
  due_at INTEGER NOT NULL,
  fired_at INTEGER NOT NULL,
  enqueued INTEGER NOT NULL DEFAULT 0,          -- jobs it added
  already_live INTEGER NOT NULL DEFAULT 0,      -- jobs it left out because one with their unique key was live
  missed INTEGER NOT NULL DEFAULT 0,            -- slots just before it that were given up
  PRIMARY KEY (entry, due_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_slots_due_at ON schedule_slots (due_at);

-- How far each entry has got, wherever it comes from: the program, the settings file or schedule_entries.
CREATE TABLE schedule_states (
  entry TEXT PRIMARY KEY,
  fingerprint TEXT,                             -- what its slots depend on; NULL: no pass has seen the entry yet
  counts_from INTEGER NOT NULL,                 -- slots before it do not count: first seen, timing changed, or resumed
  cursor INTEGER,                               -- slots up to this due time are settled: fired, or missed for good
  missed INTEGER NOT NULL DEFAULT 0,            -- slots missed in all
  paused_at INTEGER                             -- NULL: not paused by name
) STRICT, WITHOUT ROWID;

-- Entries added at run time.
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

-- One row: what holds for the schedule as a whole.
CREATE TABLE schedule_status (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused_at INTEGER,                            -- NULL: not paused as a whole
  ticked_at INTEGER,                            -- when the last pass began; a scheduler in order makes one each minute
  scheduler TEXT                                -- who made it: host:pid
) STRICT;
INSERT INTO schedule_status (id) VALUES (1);
