import Foundation
import Synchronization

/// A Chromium without a window, spoken to over two pipes (`--remote-debugging-pipe`): no port to find, no socket to open.
///
/// It reads messages from its descriptor 3 and writes them to 4, each ended by a zero byte.
final class BrowserProcess: Sendable {
    private let pid: pid_t
    private let profile: String
    private let input: Mutex<Int32>
    private let output: Int32

    /// Starts the browser with a profile of its own.
    ///
    /// - Throws: `BrowserError` where there is none, or it cannot be started.
    init() throws {
        let program = try Self.program()
        profile = NSTemporaryDirectory() + "denyut-browser-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: profile, withIntermediateDirectories: true)
        let commands = try Self.pipe()
        let answers = try Self.pipe()
        defer {
            close(commands.read)
            close(answers.write)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let log = profile + "/log"
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_adddup2(&actions, commands.read, 3)
        posix_spawn_file_actions_adddup2(&actions, answers.write, 4)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that its helpers can be ended with it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let environment = ["HOME=\(profile)", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
        var process: pid_t = 0
        let code = Self.withPointers([program] + Self.options(profile: profile)) { arguments in
            Self.withPointers(environment) { environment in
                posix_spawn(&process, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            throw BrowserError("\(program) could not be started: \(String(cString: strerror(code)))")
        }
        pid = process
        input = Mutex(commands.write)
        output = answers.read
    }

    /// Where the browser is. `DENYUT_CHROMIUM` names another.
    private static func program() throws -> String {
        let variables = ProcessInfo.processInfo.environment
        if let named = variables["DENYUT_CHROMIUM"] { return named }
        let folders = (variables["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/bin", "/usr/local/bin"]
        for name in ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] {
            for folder in folders where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
        }
        throw BrowserError(
            "There is no Chromium. bin/setup --tests installs it; DENYUT_WITHOUT_BROWSER=1 leaves these tests out.")
    }

    private static func options(profile: String) -> [String] {
        var options = [
            "--headless=new", "--remote-debugging-pipe", "--no-startup-window", "--user-data-dir=\(profile)",
            "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps", "--disable-extensions", "--disable-sync", "--disable-gpu", "--mute-audio",
            // Small in containers; a full one ends pages.
            "--disable-dev-shm-usage",
            // A page that another one covers must not be slowed down.
            "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding", "--disable-features=Translate,MediaRouter,OptimizationHints",
            "--force-color-profile=srgb", "--font-render-hinting=none", "--password-store=basic",
        ]
        // Its sandbox refuses to run as root, as continuous integration does.
        if geteuid() == 0 { options.append("--no-sandbox") }
        return options
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw BrowserError("no pipe: \(String(cString: strerror(errno)))") }
        // Well above 3 and 4, which would be overwritten in the child before they are read, and for no other child.
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 20) }
        for end in ends { close(end) }
        return (high[0], high[1])
    }

    private static func withPointers<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }

    /// Sends a message.
    func send(_ message: [UInt8]) throws {
        try input.withLock { descriptor in
            var rest = message[...] + [0]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw BrowserError("The browser has gone: \(log)") }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Reads messages on a thread of its own until the browser ends.
    func read(_ take: @escaping @Sendable ([UInt8]) -> Void, ended: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [output] in
            var message: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Foundation.read(output, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { break }
                var rest = buffer[..<count]
                while let end = rest.firstIndex(of: 0) {
                    message += rest[..<end]
                    take(message)
                    message.removeAll(keepingCapacity: true)
                    rest = rest[(end + 1)...]
                }
                message += rest
            }
            close(output)
            ended()
        }
    }

    /// What the browser said, at its end.
    var log: String {
        let text = (try? String(contentsOfFile: profile + "/log", encoding: .utf8)) ?? ""
        return String(text.suffix(1000))
    }

    /// Ends it with all its helpers, and removes its profile.
    func end() {
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        input.withLock { descriptor in
            close(descriptor)
            descriptor = -1
        }
        try? FileManager.default.removeItem(atPath: profile)
    }
}
