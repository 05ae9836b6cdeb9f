import Basics
import Gateways
import Synchronization

/// Lets no user have more than some questions under way at once; their others wait.
///
/// A search through a million jobs takes seconds, and the database has four readers: twenty such searches of one user would keep
/// everybody else, and who asks whether the server is ready, for minutes.
final class ReadTurns: Sendable {
    /// Half of the readers.
    private static let atOnce = 2

    /// As many as there are users and tokens in the settings.
    private let semaphores = Mutex<[Name: AsyncSemaphore]>([:])

    /// Runs the body when it is this user's turn.
    ///
    /// - Throws: `CancellationError` where the task is cancelled before; what the body throws.
    func run<Result>(of user: String, _ body: () async throws -> Result) async throws -> Result {
        let semaphore = semaphores.withLock { semaphores in
            let semaphore = semaphores[Name(user)] ?? AsyncSemaphore(permits: Self.atOnce)
            semaphores[Name(user)] = semaphore
            return semaphore
        }
        try await semaphore.acquire()
        defer { semaphore.release() }
        return try await body()
    }
}
