import Testing

@testable import GatewaySimulator

@Suite("Commands")
struct CommandTests {
    @Test(
        "say what is wrong with them, and what would be right",
        arguments: [
            (["do": "dance"], "\"do\" is one of add"),
            ([:], "\"do\" is missing"),
            ([1], "a command is a JSON object"),
            (["do": "fault", "fault": "bogus"], "\"fault\" is one of crash"),
            (["do": "fault"], "\"fault\" is missing"),
            (["do": "fault", "fault": "slow", "delay": -1], "\"delay\" is a number from 0"),
            (["do": "fault", "fault": "slow", "delay": "5"], "\"delay\" is a number"),
            (["do": "fault", "fault": "slow", "dely": 5], "\"dely\" is not known here; known are"),
            (["do": "fault", "fault": "status", "status": 99], "\"status\" is a whole number from 200 to 599"),
            (["do": "fault", "fault": "status", "scope": "some"], "\"scope\" is one of all, list"),
            (["do": "fault", "fault": "crash", "reports": "maybe"], "\"reports\" is one of connected, disconnected"),
            (["do": "scan"], "\"session\" is missing"),
            (["do": "add", "count": 0], "\"count\" is a whole number from 1"),
            (["do": "add", "mix": "nice"], "a mix is \"demo\", or made of healthy"),
            (["do": "add", "mix": ["healthy": -1]], "a whole number for each role"),
            (["do": "add", "mix": 3], "\"mix\" is a name, a list of roles"),
            (["do": "webhooks", "lost": 2], "\"lost\" is a number from 0.0 to 1.0"),
            (["do": "restart", "restores": 1], "\"restores\" is true or false"),
            (["do": "receive", "session": 5], "\"session\" is a text"),
        ] as [(JSON, String)])
    func complaints(json: JSON, complaint: String) {
        #expect {
            _ = try Command(json)
        } throws: { error in
            (error as? ControlError)?.description.contains(complaint) == true
        }
    }

    @Test("can be made for every fault there is")
    func everyFault() throws {
        for kind in SessionFaultKind.allCases {
            guard
                case .sessionFault(let fault, "x", 1) = try Command(
                    ["do": "fault", "session": "x", "fault": .string(kind.rawValue)])
            else {
                Issue.record("\(kind)")
                continue
            }
            #expect(fault.kind == kind)
        }
        for kind in AnswerFaultKind.allCases {
            guard case .answerFault(let fault) = try Command(["do": "fault", "fault": .string(kind.rawValue)]) else {
                Issue.record("\(kind)")
                continue
            }
            #expect(fault.kind == kind)
        }
    }

    @Test("count a mix by roles")
    func mix() throws {
        guard
            case .add(count: 3, prefix: "session-", let mix) = try Command(
                ["do": "add", "mix": ["healthy": 2, "zombie": 1]])
        else {
            Issue.record("not an add of three")
            return
        }
        #expect(mix.pattern.sorted { $0.rawValue < $1.rawValue } == [.healthy, .healthy, .zombie])
    }

    @Test(
        "in a scenario are told apart by their place",
        arguments: [
            ([:], "a scenario is"),
            (["steps": [], "stops": []], "\"stops\" is not known"),
            (["steps": [["at": 1, "do": "clear"], ["do": "clear"]]], "step 2: \"at\" is a number of seconds"),
            (["steps": [["at": 1, "do": "jump"]]], "step 1: \"do\" is one of"),
        ] as [(JSON, String)])
    func scenario(json: JSON, complaint: String) {
        #expect {
            _ = try Scenario(json)
        } throws: { error in
            (error as? ControlError)?.description.contains(complaint) == true
        }
    }
}
