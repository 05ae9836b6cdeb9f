import Gateways
import JobQueueSQLite
import JobQueueTesting
import JobSchedule
import NIOCore
import NIOHTTP1
import Testing
import WallTime

@testable import Dashboard

@Suite("A scheduler that has fallen silent")
struct SchedulerSilenceTests {
    @Test(
        "shows as stalled, also under a clock that went back, and everybody who looks is told",
        arguments: [(Duration.seconds(180), "stalled"), (.seconds(-600), "stalled"), (.seconds(20), "ok")])
    func silence(_ age: Duration, _ state: String) async throws {
        let clock = ManualClock()
        try await Bench.running(clock: clock) { bench in
            let now = clock.now()
            try await SQLiteScheduleStore(bench.jobs).record(ScheduleTick(at: now - age, scheduler: "host:1"))
            for path in ["/api/v1/schedule", "/api/v1/overview"] {
                let answer = try await bench.ask(.GET, path, token: Bench.viewerToken)
                #expect(answer.json["scheduler"]["state"] == .string(state), "\(path)")
            }

            let hub = EventHub(maximumStreams: 10, epoch: "e")
            var finder = ChangeFinder(services: bench.server.services)
            await finder.publish(to: hub, now: now)
            hub.ping(now: now)
            var texts: [String] = []
            for await text in try hub.open(types: [], after: nil, now: now, version: "1") {
                texts.append(String(buffer: text))
                // A ping ends what was there before.
                if texts.count == 1 { hub.ping(now: now) }
                if texts.last?.hasPrefix("event: ping") == true { break }
            }
            #expect(texts.contains { $0.contains("scheduler_stalled") } == (state == "stalled"))
        }
    }
}
