import Foundation
import GRDB
import Testing

/// Processes that enqueue the same unique job at the same moment.
@Suite struct UniqueJobTests {
    @Test("of many processes that push one unique job, one is told that it is new, and all get the same id")
    func race() async throws {
        let folder = try TemporaryFolder()
        _ = try await denyut("migrate", database: folder.database)
        for round in 0..<4 {
            let pushes = try (0..<6).map { _ in
                try RunningProcess(
                    Binaries.path("denyut"), ["queue-push", "NoOp", "--unique-key", "key \(round)", "--json"],
                    environment: ["DATABASE_URL": "sqlite:\(folder.database)"])
            }
            var answers: [String] = []
            for push in pushes {
                let result = await push.end()
                #expect(result.status == 0, "\(result.errors)")
                answers.append(result.output)
            }
            let ids = Set(answers.map { $0.replacing("true", with: "").replacing("false", with: "") })
            #expect(ids.count == 1, "\(answers)")
            #expect(answers.count { $0.contains("true") } == 1)
        }
        #expect(
            try await DatabaseQueue(path: folder.database).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM jobs")
            } == 4)
    }
}
