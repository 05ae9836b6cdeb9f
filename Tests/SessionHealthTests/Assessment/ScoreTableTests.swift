import Testing
import WallTime

@testable import SessionHealth

@Suite("The score table")
struct ScoreTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var database: SessionStatus
        var gateway: SessionStatus
        var idle = false
        var failed = false
        var crash = false
        var score: Int

        var testDescription: String {
            "\(database) \(gateway)\(idle ? " idle" : "")\(failed ? " failed" : "")\(crash ? " crash" : "") = \(score)"
        }
    }

    static let rows = [
        Row(database: .connected, gateway: .connected, score: 100),
        Row(database: .connected, gateway: .connected, idle: true, score: 80),
        Row(database: .connected, gateway: .connected, failed: true, score: 70),
        Row(database: .connected, gateway: .connected, idle: true, failed: true, score: 50),
        Row(database: .connected, gateway: .connected, crash: true, score: 50),
        Row(database: .connected, gateway: .connected, idle: true, crash: true, score: 30),
        Row(database: .connected, gateway: .connected, failed: true, crash: true, score: 20),
        Row(database: .connected, gateway: .connected, idle: true, failed: true, crash: true, score: 0),
        Row(database: .connected, gateway: .qrScanning, score: 10),
        Row(database: .connected, gateway: .disconnected, score: 10),
        Row(database: .connected, gateway: .connecting, score: 10),
        Row(database: .connected, gateway: .failed, score: 10),
        Row(database: .connected, gateway: .notFound, score: 0),
        Row(database: .connected, gateway: .notFound, idle: true, score: 0),
        Row(database: .connected, gateway: .notFound, idle: true, failed: true, crash: true, score: 0),
        Row(database: .disconnected, gateway: .notFound, score: 0),
        Row(database: .qrScanning, gateway: .qrScanning, score: 50),
        Row(database: .qrScanning, gateway: .connected, score: 100),
        Row(database: .disconnected, gateway: .disconnected, score: 50),
    ]

    @Test("gives the points that are written down", arguments: rows)
    func scores(row: Row) {
        let now = Timestamp(seconds: 1_000_000)
        var failures = (0..<(row.failed ? 6 : 0)).map { FailedMessage(at: now - .seconds(60 * $0), error: "timed out") }
        if row.crash { failures.append(FailedMessage(at: now - .seconds(30), error: "x: PROTOCOL ERROR (Runtime)")) }
        let evidence = Evidence(
            databaseStatus: row.database,
            observation: row.gateway == .notFound ? .notFound : .answered(row.gateway),
            lastIncoming: now - (row.idle ? .seconds(1801) : .seconds(1800)), failures: failures)
        let assessment = HealthAssessment(evidence, settings: HealthSettings(), now: now)
        #expect(assessment.score == row.score)
        #expect(assessment.level == HealthLevel(score: row.score))
        #expect(assessment.outcome == .checked)
        #expect(max(0, 100 - assessment.deductions.reduce(0) { $0 + $1.points }) == row.score)
    }

    @Test("is made of the weights in the settings")
    func weights() {
        var settings = HealthSettings()
        settings.weights.notConnected = 7
        settings.weights.statusMismatch = 5
        let evidence = Evidence(databaseStatus: .connected, observation: .answered(.disconnected))
        let assessment = HealthAssessment(evidence, settings: settings, now: Timestamp(seconds: 0))
        #expect(assessment.score == 88)
    }

    @Test("lets the database follow a gateway that says connected, and keeps the mismatch until it is mended")
    func databaseFollows() {
        func next(_ database: SessionStatus, _ gateway: SessionStatus) -> SessionStatus {
            let evidence = Evidence(databaseStatus: database, observation: .answered(gateway))
            return HealthAssessment(evidence, settings: HealthSettings(), now: Timestamp(seconds: 9)).databaseStatus
        }
        #expect(next(.qrScanning, .connected) == .connected)
        #expect(next(.connected, .disconnected) == .connected)
        #expect(next(.connected, .qrScanning) == .connected)
        #expect(next(.unknown, .qrScanning) == .qrScanning)
        #expect(next(.qrScanning, .disconnected) == .disconnected)
        #expect(next(.qrScanning, .unknown) == .qrScanning)
    }
}
