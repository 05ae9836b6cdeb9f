-- WhatsApp gateways, the accounts on them, their messages, and what became of their health.
-- All times are integer milliseconds since 1970, UTC. JSON columns hold one JSON value each.

-- The gateways that are watched: services that hold WhatsApp sessions.
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
) STRICT, WITHOUT ROWID;

-- What each probe of a gateway found: one per sweep.
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
CREATE INDEX gateway_probes_gateway ON gateway_probes (gateway, at);

-- One WhatsApp number each, with the session that holds it, and the newest state of its health.
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
) STRICT;
CREATE UNIQUE INDEX accounts_session ON accounts (gateway, session);
CREATE INDEX accounts_previous_session ON accounts (gateway, previous_session) WHERE previous_session IS NOT NULL;
CREATE INDEX accounts_phone ON accounts (phone) WHERE phone IS NOT NULL;
CREATE INDEX accounts_recovering ON accounts (gateway) WHERE rung IS NOT NULL;

-- Messages as the gateway's webhooks or the sending application told of them. An acknowledgement only rises.
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
CREATE UNIQUE INDEX messages_message ON messages (account_id, message);
-- Serve the check's two questions: recent failures, and recent sends with their acknowledgements.
CREATE INDEX messages_failed ON messages (account_id, failed_at) WHERE status = 'failed';
CREATE INDEX messages_sent ON messages (account_id, at) WHERE direction = 'out';

-- Messages by hour, for an account's usual traffic.
CREATE TABLE message_hours (
  account_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,                        -- milliseconds since 1970, a multiple of 3 600 000
  incoming INTEGER NOT NULL DEFAULT 0,
  outgoing INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_hours_hour ON message_hours (hour);

-- The health rows: one per check.
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
CREATE INDEX health_checks_account ON health_checks (account_id, at);

-- Finished stretches of an account's time that count as one thing: what uptime is computed from. The stretch that still
-- grows stands with the account.
CREATE TABLE health_intervals (
  account_id INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  state TEXT NOT NULL,                          -- up, down, gateway_down, unknown, never_linked, maintenance, stopped
  PRIMARY KEY (account_id, began_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX health_intervals_ended ON health_intervals (ended_at);

-- Roll-ups, so that a month over many accounts is read in a blink. Times are summed in milliseconds.
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
CREATE INDEX health_hours_hour ON health_hours (hour);
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
CREATE INDEX health_days_day ON health_days (day);
-- How far the roll-ups have been made: `hours`, `days`. What ended later is not in them.
CREATE TABLE health_rollups (
  name TEXT PRIMARY KEY,
  done_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What went wrong with a session or a gateway, from its beginning to its end.
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
) STRICT;
CREATE INDEX incidents_open ON incidents (gateway, account_id) WHERE resolved_at IS NULL;
CREATE INDEX incidents_account ON incidents (account_id, detected_at) WHERE account_id IS NOT NULL;
CREATE INDEX incidents_detected ON incidents (detected_at);
CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE resolved_at IS NOT NULL;

-- Each attempt to bring a session back.
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
CREATE INDEX recovery_attempts_account ON recovery_attempts (account_id, started_at);

-- Finished episodes of recovery: all attempts until the session was stable, given up or left alone.
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
CREATE INDEX recovery_episodes_account ON recovery_episodes (account_id, ended_at);
CREATE INDEX recovery_episodes_ended ON recovery_episodes (ended_at);

-- What people were told, or are to be told: one row per event and channel. `Notify` jobs deliver what is pending.
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
CREATE INDEX notifications_pending ON notifications (channel, audience, language, due_at) WHERE state = 'pending';
-- Serves the question when the same was last told.
CREATE INDEX notifications_key ON notifications (kind, gateway, session, at);
CREATE INDEX notifications_incident ON notifications (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX notifications_at ON notifications (at);

-- Who did what, when and why.
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
CREATE INDEX audit_account ON audit (account_id, at) WHERE account_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);

-- Webhooks that were taken in, so that one that is sent again, or replayed, is known.
CREATE TABLE webhook_deliveries (
  gateway TEXT NOT NULL,
  delivery TEXT NOT NULL,                       -- the sender's id for it, else a digest of time and body
  received_at INTEGER NOT NULL,
  event TEXT,
  session TEXT,
  PRIMARY KEY (gateway, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_received ON webhook_deliveries (received_at);
