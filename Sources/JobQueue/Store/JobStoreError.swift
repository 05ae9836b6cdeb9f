/// Why a store could not do what it was asked to; nothing of it was done.
public struct JobStoreError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was; new codes may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        let name: String

        /// Another process held the store for longer than the store waits. Try again.
        public static let busy = Code(name: "busy")
        /// The disk is full, or fuller than the store's watermark. Try again once there is room.
        public static let full = Code(name: "full")
        /// The disk could not be read or written. Try again; look at the disk.
        public static let inputOutput = Code(name: "inputOutput")
        /// The file is damaged, or no store at all. Never try again.
        public static let damaged = Code(name: "damaged")
        /// The file cannot be opened: missing folder, no permission, read-only.
        public static let cannotOpen = Code(name: "cannotOpen")
        /// The file was deleted, moved or written over while it was open. Never try again; start anew.
        public static let replaced = Code(name: "replaced")
        /// The store was written by a newer program.
        public static let newerSchema = Code(name: "newerSchema")
        /// The store has not all the tables that this program needs.
        public static let olderSchema = Code(name: "olderSchema")
        /// A job was refused: too large, an empty name, no JSON.
        public static let invalidJob = Code(name: "invalidJob")
        /// Anything else.
        public static let other = Code(name: "other")

        /// The name of the code.
        public var description: String { name }
    }

    /// What kind of failure it was.
    public let code: Code
    /// What happened, where, and what to do next.
    public let message: String

    /// Makes an error of its parts.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same call may succeed later.
    public var isTransient: Bool {
        [.busy, .full, .inputOutput, .other].contains(code)
    }

    /// The message.
    public var description: String { message }
}
