import Testing

@testable import DenyutCommands

@Suite("A process that ended is started again")
struct RestartPaceTests {
    private func pauses(_ lives: [Double], wasAsked: Bool = false) -> [Double] {
        var pace = RestartPace()
        return lives.map { pace.pause(afterLivingFor: $0, wasAsked: wasAsked) }
    }

    @Test("later each time it fails at once, and at once where it had lived for a while")
    func failures() {
        #expect(pauses([0, 1, 9, 0, 0, 0, 0]) == [1, 2, 4, 8, 16, 30, 30])
        #expect(pauses([3600, 0, 0, 10, 0]) == [0, 1, 2, 0, 1])
    }

    @Test("at once where it was to end, unless that happens again and again")
    func asked() {
        #expect(pauses([0, 0, 0, 0], wasAsked: true) == [0, 1, 2, 4])
        #expect(pauses([60, 60, 60], wasAsked: true) == [0, 0, 0])
    }
}
