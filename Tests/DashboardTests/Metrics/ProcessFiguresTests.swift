import Testing

@testable import Dashboard

@Suite("Figures of the process")
struct ProcessFiguresTests {
    private static let stat = """
        4242 (a ) b (c) S 1 4242 4242 0 -1 4194304 900 0 3 0 150 50 0 0 20 0 9 0 12345 104857600 2560 \
        18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0
        """

    @Test("fields are counted from the last bracket: a name may hold blanks and brackets")
    func fields() {
        let figures = ProcessFigures(stat: Self.stat, bootTime: 1_000, ticksPerSecond: 100, pageSize: 4096)
        #expect(figures.processorTime == 2)
        #expect(figures.startedAt == 1_123.45)
        #expect(figures.virtual == 104_857_600)
        #expect(figures.resident == 10_485_760)
    }

    @Test(
        "a text that is none gives nothing, and a sum that overflows nothing either",
        arguments: ["", "1 (x", "1 (x) S"])
    func broken(stat: String) {
        #expect(
            ProcessFigures(stat: stat, bootTime: 1, ticksPerSecond: 100, pageSize: 4096)
                == ProcessFigures(stat: "", bootTime: nil, ticksPerSecond: 0, pageSize: 0))
        #expect(
            ProcessFigures(stat: Self.stat, bootTime: 1, ticksPerSecond: 0, pageSize: .max).resident == nil)
    }

    @Test("the time of the machine's start is found among the other lines")
    func bootTime() {
        #expect(ProcessFigures.bootTime("cpu  1 2 3\nbtime 1700000000\nprocesses 5\n") == 1_700_000_000)
        #expect(ProcessFigures.bootTime("cpu 1\n") == nil)
    }

    #if os(Linux)
        @Test("this process has figures that can be")
        func current() throws {
            let figures = ProcessFigures.current()
            #expect(try #require(figures.resident) > 1_000_000)
            #expect(try #require(figures.virtual) >= figures.resident ?? 0)
            #expect(try #require(figures.processorTime) >= 0)
            #expect(try #require(figures.startedAt) > 1_600_000_000)
            #expect(try #require(figures.openFiles) > 2)
            #expect(try #require(figures.openFilesLimit) > 2)
        }
    #endif
}
