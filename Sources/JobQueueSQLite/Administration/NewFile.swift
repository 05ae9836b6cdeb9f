import Foundation
import JobQueue

/// A file that is there under its name as a whole, and on the disk, or not at all.
///
/// It is written as NAME.part, by one process at a time, and renamed once it is complete. What a process left that was killed is
/// replaced.
final class NewFile {
    /// The name that it gets.
    let path: String
    /// Where it is written until then.
    let part: String
    private let replaces: Bool
    private let descriptor: Int32
    private var isComplete = false

    /// Makes the empty file; only its owner may read it.
    ///
    /// - Parameter replaces: Whether it takes the place of a file that has the name already.
    /// - Throws: `JobStoreError.cannotOpen` that names the file and the cure.
    init(_ name: String, replaces: Bool = false) throws {
        try Self.check(name)
        self.replaces = replaces
        let absolute = name.hasPrefix("/") ? name : FileManager.default.currentDirectoryPath + "/" + name
        let folder = SQLiteFile.folder(of: absolute)
        guard SQLiteFile.isFolder(folder) else {
            throw JobStoreError(
                .cannotOpen,
                "The folder \(folder) of the new file does not exist. Make it with: mkdir -p \(ShellWord.quoted(folder))"
            )
        }
        path = SQLiteFile.resolve(folder) + "/" + (absolute as NSString).lastPathComponent
        guard replaces || !SQLiteFile.exists(path) else {
            throw JobStoreError(.cannotOpen, "The file \(path) exists already. Name another, or move it away first.")
        }
        part = path + ".part"
        descriptor = try Self.open(part)
    }

    deinit {
        if !isComplete { unlink(part) }
        close(descriptor)
    }

    /// Names that SQLite takes for something else than a file would be written nowhere.
    private static func check(_ name: String) throws {
        let reason: String? =
            if name.isEmpty {
                "The name of the new file is empty"
            } else if name.hasPrefix(":") || name.hasPrefix("file:") {
                "\"\(name.prefix(100))\" is no name of a file, but means something else to SQLite (write ./\(name.prefix(100)) if you mean it)"
            } else if name.hasSuffix("/") || SQLiteFile.isFolder(name) {
                "\(name.prefix(1000)) is a folder"
            } else if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                "The name of the new file holds a control character"
            } else {
                nil
            }
        if let reason { throw JobStoreError(.cannotOpen, "\(reason). Name a file, such as backup.sqlite") }
    }

    private static func open(_ part: String) throws -> Int32 {
        let descriptor = Foundation.open(part, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("made", part) }
        // Held until it is renamed: it tells a file that is being written from one that was left.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw JobStoreError(.busy, "Another process is writing \(part). Wait for it, or name another file.")
        }
        guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
            defer { close(descriptor) }
            throw failure("written", part)
        }
        return descriptor
    }

    /// Copies a file into it.
    ///
    /// - Throws: `JobStoreError`.
    func copy(from source: String) throws {
        let input = Foundation.open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Self.failure("read", source) }
        defer { close(input) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure("read", source)
            }
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if written < 0 {
                    if errno == EINTR { continue }
                    throw Self.failure("written", part)
                }
                rest = rest.dropFirst(written)
            }
        }
    }

    /// Gives it the owner of another file, where this user may: what root puts in place must be readable by whoever uses it.
    func takeOwner(of other: String) {
        var info = stat()
        guard geteuid() == 0, stat(other, &info) == 0 else { return }
        _ = fchown(descriptor, info.st_uid, info.st_gid)
    }

    /// Brings it to the disk.
    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure("written to the disk", part) }
    }

    /// Gives the file its name, once all of it is on the disk.
    ///
    /// - Throws: `JobStoreError`; then there is no such file, or the one that was there.
    func complete() throws {
        try synchronize()
        if replaces {
            guard rename(part, path) == 0 else { throw Self.failure("renamed to \(path)", part) }
        } else if link(part, path) == 0 {
            unlink(part)
        } else if errno == EEXIST {
            throw JobStoreError(.cannotOpen, "The file \(path) exists already. Name another, or move it away first.")
        } else {
            // A file system without links.
            guard rename(part, path) == 0 else { throw Self.failure("renamed to \(path)", part) }
        }
        isComplete = true
        SQLiteFile.synchronize(folder: SQLiteFile.folder(of: path))
    }

    private static func failure(_ what: String, _ file: String) -> JobStoreError {
        let number = errno
        let cure =
            switch number {
            case ENOSPC, EDQUOT: "Make room, or name a file on another disk."
            case EFBIG: "This user's limit for the size of files is too low: ulimit -f"
            case EROFS: "Its file system is mounted read-only: name a file on another."
            case EACCES, EPERM: "Let this user write there, or name a file elsewhere."
            default: "Look at the disk and its log."
            }
        let code: JobStoreError.Code = number == ENOSPC || number == EDQUOT ? .full : .cannotOpen
        return JobStoreError(code, "\(file) could not be \(what): \(String(cString: strerror(number))). \(cure)")
    }
}
