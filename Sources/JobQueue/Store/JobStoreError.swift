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

    /// What a person can do about it; new ones may be added.
    ///
    /// The message says it in general words. A program that has a command or a setting for it can name that beside the message.
    public struct Remedy: Hashable, Sendable, CustomStringConvertible {
        let name: String

        /// Name another file for the database.
        public static let nameAnotherFile = Remedy(name: "nameAnotherFile")
        /// Make the database, or bring its schema up to date.
        public static let migrate = Remedy(name: "migrate")
        /// Install the program that has written the database, or a later one.
        public static let upgradeProgram = Remedy(name: "upgradeProgram")
        /// Put a backup in the place of the database.
        public static let restore = Remedy(name: "restore")
        /// Make a backup: a copy that is complete in one file.
        public static let backUp = Remedy(name: "backUp")

        /// The name of the remedy.
        public var description: String { name }
    }

    /// What kind of failure it was.
    public let code: Code
    /// What happened, where, and what to do next.
    public let message: String
    /// What a person can do about it, where that is one of those that programs may have a command for.
    public let remedy: Remedy?

    /// Makes an error of its parts.
    public init(_ code: Code, _ message: String, remedy: Remedy? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// Whether the same call may succeed later.
    public var isTransient: Bool {
        [.busy, .full, .inputOutput, .other].contains(code)
    }

    /// The message.
    public var description: String { message }
}
