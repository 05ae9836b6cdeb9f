import Foundation
import JobQueue

/// A job that does nothing; its payload has 100 bytes.
struct BenchJob: Job {
    static let kind = "Bench"
    /// The SQL expression of the payload of job `n`, 100 bytes, as `sqlite-limit` writes it too.
    static let payloadSQL = """
        printf('{"account":%d,"text":"%s"}', n, substr('\(String(repeating: "x", count: 100))', 1, 77 - length(n)))
        """
    static let queue = "bench"

    /// Texts by the digits of the number beside them, so that to make a job costs nothing worth to be measured.
    private static let texts = (0..<20).map { String(repeating: "x", count: 77 - $0) }

    var account: Int
    var text: String

    /// Makes job `number` with a payload of 100 bytes.
    init(number: Int) {
        account = number
        text = Self.texts[String(number).utf8.count]
    }

    /// The same as JSON already.
    static func ready(number: Int) -> NewJob {
        let digits = String(number)
        return NewJob(
            queue: queue, kind: kind,
            payload: Data(#"{"account":\#(digits),"text":"\#(texts[digits.utf8.count])"}"#.utf8))
    }
}

/// A job that knows when it was handed in, to see how long it took to be picked up.
struct PickUpJob: Job {
    static let kind = "PickUp"
    /// Nanoseconds of the monotonic clock, which all processes of a host share.
    var sent: Int64
}
