import JobQueue

/// What Denyut has for what a store advises: the commands and settings that the library cannot know.
enum StoreAdvice {
    /// A sentence to stand behind the error's own; `nil`: there is nothing of ours for it.
    static func text(for error: any Error) -> String? {
        guard let remedy = (error as? JobStoreError)?.remedy else { return nil }
        return switch remedy {
        case .nameAnotherFile: "The file is named with DATABASE_URL=sqlite:PATH or --database sqlite:PATH."
        case .migrate: "Run: denyut migrate"
        case .upgradeProgram:
            "The program is a newer Denyut: install it again, or put back a backup of the time before."
        case .restore:
            "Put a backup back with: denyut restore FILE (it checks the backup and keeps the old files aside)"
        case .backUp: "Run: denyut backup --database sqlite:FILE NEW-FILE"
        default: nil
        }
    }

    /// An error with what Denyut has for it.
    static func described(_ error: any Error) -> String {
        [String(describing: error), text(for: error)].compactMap(\.self).joined(separator: " ")
    }
}
