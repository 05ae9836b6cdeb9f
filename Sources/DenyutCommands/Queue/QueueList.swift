import Basics
import Foundation

/// Names of queues in one option, separated by commas, as they are served: any that another program may have given.
enum QueueList {
    /// The longest name that a row can be expected to have, in bytes.
    private static let limit = 1000

    /// The names, each once, in their order, without blanks around them. By bytes: an accent after a comma would hide it.
    static func names(_ text: String) -> [String] {
        var seen: Set<Name> = []
        return text.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let name = String(decoding: part, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            return name.isEmpty || !seen.insert(Name(name)).inserted ? nil : name
        }
    }

    /// Why jobs of that queue could never be taken; `nil`: they can.
    static func problem(with queue: String) -> String? {
        let shown = LogOutput.escaped(String(queue.prefix(40)))
        if queue.hasSameBytes(as: PausableQueues.all) {
            return
                "* is no queue; it means all of them in queue-pause only. Name the queues, such as --queue=high,default"
        }
        if queue.utf8.count > limit { return "\"\(shown)\" has \(queue.utf8.count) bytes, and \(limit) are allowed" }
        if queue.unicodeScalars.contains(where: NameRule.isControl) {
            return "\"\(shown)\" holds a control character; no queue of that name can be served"
        }
        return nil
    }
}
