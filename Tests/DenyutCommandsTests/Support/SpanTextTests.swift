import ArgumentParser
import Gateways
import JobQueue
import SessionHealth
import Testing

@testable import DenyutCommands

@Suite("Times in options and settings") struct SpanTextTests {
    @Test(
        "are seconds, or have a unit",
        arguments: [
            ("30", 30), ("0", 0), ("1.5", 1.5), ("500ms", 0.5), ("90s", 90), ("5m", 300), ("2h", 7200), ("1d", 86400),
            ("1.5h", 5400), (" 5m ", 300),
        ])
    func units(text: String, seconds: Double) {
        #expect(SpanText.seconds(text) == seconds)
    }

    @Test(
        "refuse what is none",
        arguments: ["", "m", "-1", "-5m", "5x", "5mm", "inf", "nan", "0x10", "1e300", "1e9d", "5m30s", "5 m", "٣s"])
    func refused(text: String) {
        #expect(SpanText.seconds(text) == nil)
    }

    @Test("a variable that is named for minutes takes minutes without a unit")
    func minutes() {
        #expect(SpanText.seconds("2", plain: 60) == 120)
        #expect(SpanText.seconds("90s", plain: 60) == 90)
    }

    @Test("reach the worker's options")
    func options() async throws {
        let work = try await QueueWork.asyncParse([
            "--sleep=2s", "--timeout=5m", "--max-time=1h", "--rest=250ms", "--lease=2m", "--backoff=10s,1m,30",
        ]).options()
        #expect(work.pollInterval == .seconds(2) && work.timeout == .seconds(300) && work.maxTime == .seconds(3600))
        #expect(work.rest == .milliseconds(250) && work.lease == .seconds(120))
        #expect(work.retryPolicy.backoff.delays == [.seconds(10), .seconds(60), .seconds(30)])
        #expect(try await QueuePush.asyncParse(["NoOp", "--delay=5m"]).delay == 300)
        #expect(try await QueueFlush.asyncParse(["--hours=2d"]).hours == 48)
        #expect(try await QueuePruneFailed.asyncParse(["--hours=12"]).hours == 12)
        #expect(try await QueueMonitor.asyncParse(["--max-age=5m"]).maxAge == 300)
    }

    @Test("reach the settings, from the file and from the environment")
    func settings() throws {
        var reader = HealthSettingsReader(environment: [
            "WHATSAPP_HEALTH_CHECK_INTERVAL": "90s", "WHATSAPP_MAX_IDLE_MINUTES": "45",
            "WHATSAPP_MAX_NO_MESSAGES_HOURS": "2d",
        ])
        let json = try JSONParser.parse(#"{"confirmDelay": "20s", "throttle": 80}"#.utf8)
        let settings = reader.read(json, source: .file("denyut.json"))
        #expect(reader.problems == [])
        #expect(settings.checkInterval == .seconds(90) && settings.maxIdle == .seconds(2700))
        #expect(settings.noMessages == .seconds(172_800) && settings.throttle == .seconds(80))
    }

    @Test("a time that is none is answered with examples")
    func complaints() throws {
        var reader = HealthSettingsReader(environment: ["WHATSAPP_MAX_IDLE_MINUTES": "soon"])
        let json = try JSONParser.parse(#"{"throttle": "long"}"#.utf8)
        _ = reader.read(json, source: .file("denyut.json"))
        #expect(reader.problems.contains { $0.contains("health.throttle must be a number of seconds, or a time") })
        #expect(reader.problems.contains { $0.contains("WHATSAPP_MAX_IDLE_MINUTES") && $0.contains("90s or 5m") })
    }
}
