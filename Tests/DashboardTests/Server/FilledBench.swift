import Foundation
import GRDB
import JobQueue
import JobQueueSQLite
import JobSchedule
import WallTime

@testable import Dashboard

extension Bench {
    /// A schedule whose entry is held by a job of `fill`.
    static let entry = try? ScheduleEntry(
        "nightly", .everyTwoMinutes, job: NewJob(kind: "NoOp", uniqueKey: "nightly"))

    /// Writes rows into every table that the API shows, so that each of their columns has a value somewhere.
    func fill(now: Timestamp) async throws {
        let lines = Self.rows.replacing("NOW", with: String(now.milliseconds))
            .replacing("LATER", with: String(now.milliseconds + 600_000))
            .replacing("MINUTE", with: String(now.milliseconds / 60_000 * 60_000 - 60_000))
        try await jobs.write { transaction in try transaction.database.execute(sql: lines) }
    }

    private static let rows = """
        INSERT INTO gateway_probes (gateway, at, outcome, latency, uptime, version, sessions, sessions_by_status, memory, cpu)
        SELECT 'node', NOW - 60000 * (5 - value), 'good', 12, 7200000 + 60000 * value, '2.1', 3, '{"connected": 3}',
          200000000 + 1000000 * value, 1000 * value FROM json_each('[0, 1, 2, 3, 4, 5]');

        INSERT INTO accounts (id, gateway, session, phone, label, workspace, language, status, created_at, updated_at,
          revision, checked_at, attempted_at, score, level, issues, gateway_status, raw_status, connected_since, state,
          incident_id, last_incoming_at, held_at, held_by, hold_reason, maintenance, qr, qr_format, qr_at, qr_expires_at,
          qr_number)
        VALUES
          (1, 'node', 'shop', '628', 'Shop', '3', 'en', 'disconnected', NOW, NOW, 2, NOW, NOW, 50, 'warning',
            '[{"code": "not_connected", "points": 50, "text": "Not connected", "values": {"status": "qr_scanning"}}]',
            'qr_scanning', 'QR', NOW - 9000,
            '{"ladder": {"attempts": [NOW], "failures": 1, "backoffUntil": LATER}}', 1, NOW, NOW, 'ani', 'moves house',
            '[{"id": 1, "from": 0, "until": 1000, "weekly": true, "timezone": "Asia/Jakarta", "reason": "x", "by": "ani"}]',
            '2@code', 'text', NOW, NOW + 20000, 2),
          (2, 'node', 'office', NULL, NULL, NULL, 'id', 'disconnected', NOW, NOW, 1, NOW, NOW, 10, 'failed', '[]',
            'disconnected', 'CLOSED', NULL, NULL, 3, NULL, NULL, NULL, NULL, '[]', NULL, NULL, NULL, NULL, 0);

        INSERT INTO incidents (id, gateway, account_id, session, cause, evidence, began_at, began_source, detected_at,
          confirmed_at, first_action_at, resolved_at, needs_human, blocked_by, actions, acknowledged_by, acknowledged_at)
        VALUES
          (1, 'node', 1, 'shop', 'logged_out', '["it asks for a scan"]', NOW - 9000, 'event', NOW - 8000, NOW - 7000,
            NOW - 6000, NULL, 1, '["the session waits for its QR code"]',
            '[{"at": NOW, "action": "soft_restart", "outcome": "failed", "by": "ani"}]', 'ani', NOW - 5000),
          (2, 'node', NULL, NULL, 'restarted', '[]', NOW - 9000, 'event', NOW - 8000, NOW - 7000, NULL, NULL, 0,
            '["gateway restarted 2 min ago"]', '[]', NULL, NULL),
          (3, 'node', 2, 'office', 'crash', '[]', NOW - 90000, 'event', NOW - 80000, NOW - 70000, NULL, NULL, 0, '[]',
            '[]', NULL, NULL),
          (4, 'node', 1, 'shop', 'crash', '[]', NOW - 90000, 'event', NOW - 80000, NOW - 70000, NOW - 69000, NOW - 60000,
            0, '[]', '[]', NULL, NULL);
        UPDATE gateways SET incident_id = 2, phase = 'restarting';

        INSERT INTO recovery_attempts (id, account_id, gateway, incident_id, attempt, rung, requested_by, started_at,
          deadline_at, ended_at, outcome, detail)
        VALUES
          (1, 1, 'node', 1, 1, 'soft_restart', NULL, NOW - 60000, NOW, NOW - 50000, 'failed', 'it said no'),
          (2, 1, 'node', 1, 2, 'new_session', 'ani', NOW - 1000, NOW + 900000, NULL, NULL, NULL),
          (3, 2, 'node', 3, 1, 'soft_restart', NULL, NOW - 60000, NOW, NOW - 50000, 'failed', 'it said no');

        INSERT INTO health_checks (account_id, at, outcome, score, level, status, raw_status, phase, issues, latency)
        VALUES (1, NOW, 'checked', 50, 'warning', 'qr_scanning', 'QR', 'hard',
          '[{"code": "idle", "points": 20, "text": "Idle"}]', 12);
        INSERT INTO health_intervals (account_id, began_at, ended_at, state) VALUES (1, NOW - 3600000, NOW - 60000, 'up');
        INSERT INTO messages (account_id, message, direction, status, ack, error, at, failed_at, updated_at)
        VALUES (1, 'm1', 'out', 'failed', -1, 'Session closed', NOW, NOW, NOW);
        INSERT INTO notifications (audience, kind, gateway, session, account_id, incident_id, at, due_at, channel, state,
          text) VALUES ('user', 'scan_needed', 'node', 'shop', 1, 1, NOW, NOW, 'log', 'sent', 'Scan');
        INSERT INTO audit (at, by, action, subject, account_id, reason) VALUES (NOW, 'ani', 'hold', 'node/shop', 1, 'x');

        INSERT INTO jobs (id, queue, kind, available_at, max_attempts, lease_token, lease_expires_at, leased_at, worker,
          unique_key, progress) VALUES (1, 'default', 'NoOp', NOW - 5000, 3, 7, NOW + 60000, NOW - 1000, 'w1', 'nightly', '0.5'),
          (2, 'default', 'NoOp', NOW - 5000, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO failed_jobs (id, queue, kind, payload, attempts, created_at, failed_at, reason, error_type,
          error_message) VALUES (3, 'default', 'RunCommand', '{}', 1, NOW, NOW, 'attempts', 'Exit', 'exit 1');
        INSERT INTO job_attempts (job_id, attempt, outcome, error_type, error_message, output, finished_at, duration, worker)
        VALUES (3, 1, 'failed', 'Exit', 'exit 1', 'no such file', NOW, 20, 'w1');
        INSERT INTO workers (id, name, host, pid, queues, concurrency, state, started_at, seen_at)
        VALUES ('w1', 'worker', 'host', 1, 'default', 4, 'running', NOW, NOW);
        INSERT INTO queue_minutes (minute, queue, kind, enqueued, done, run_time, wait_time)
        VALUES (MINUTE, 'default', 'NoOp', 2, 2, 20, 10);

        INSERT INTO schedule_slots (entry, due_at, fired_at, enqueued, missed)
        VALUES ('nightly', NOW - 60000, NOW - 59000, 1, 2);
        UPDATE schedule_status SET ticked_at = NOW, scheduler = 'host:1';
        """
}
