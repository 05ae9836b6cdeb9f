import Foundation
import GRDB
import JobQueue
import JobQueueTesting
import Logging
import Synchronization
import Testing
import WallTime

@testable import JobQueueSQLite

@Suite("What wakes a worker on SQLite", .timeLimit(.minutes(1)))
struct DoorbellTests {
    private struct Ping: Job {
        static let kind = "Ping"
    }

    /// A worker that looks by itself once an hour.
    private func worker(_ store: SQLiteJobStore, _ count: @escaping @Sendable () -> Void) throws -> Worker {
        var registry = JobRegistry()
        try registry.register(Ping.self) { _, _ in
            count()
            return .done
        }
        var options = WorkerOptions()
        options.pollInterval = .hours(1)
        return Worker(
            store: store, registry: registry, options: options,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    @Test("a ring, from the first moment of the bell, however many come and go")
    func everyBell() throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        doorbell.ring()
        // Bells that are hung up within one tick of the file system's clock.
        var bells: [Bell] = []
        for number in 0..<50 {
            bells.append(Bell(folder: doorbell.folder))
            if number % 3 == 2 { bells.removeFirst() }
            doorbell.ring()
            for bell in bells { #expect(bell.wait(atMost: .seconds(10))) }
        }
        // One ring each: nothing is left to hear.
        for bell in bells { #expect(!bell.wait(atMost: .zero)) }
    }

    @Test("takes away the bells of workers that died")
    func deadBells() throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        let bell = Bell(folder: doorbell.folder)
        let dead = doorbell.folder + "/1-dead.bell"
        let socket = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        _ = UnixAddress.with(path: dead) { address, length in Int(bind(socket, address, length)) }
        close(socket)
        doorbell.ring()
        #expect(bell.wait(atMost: .seconds(10)))
        #expect(!FileManager.default.fileExists(atPath: dead))
    }

    @Test(
        "takes away nothing else: no file that is called a bell, and nothing behind a link", arguments: [false, true])
    func foreignFiles(isLink: Bool) throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        let place = isLink ? folder.file("elsewhere") : doorbell.folder
        #expect(mkdir(place, 0o700) == 0)
        if isLink { try FileManager.default.createSymbolicLink(atPath: doorbell.folder, withDestinationPath: place) }
        try Data().write(to: URL(fileURLWithPath: place + "/keep.bell"))
        let dead = place + "/1-dead.bell"
        let socket = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        _ = UnixAddress.with(path: dead) { address, length in Int(bind(socket, address, length)) }
        close(socket)
        doorbell.ring()
        #expect(FileManager.default.fileExists(atPath: place + "/keep.bell"))
        #expect(FileManager.default.fileExists(atPath: dead) == isLink)
        _ = Bell(folder: doorbell.folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).count == (isLink ? 2 : 1))
    }

    @Test("never in a folder that others may write to, and says why")
    func openFolder() throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        let bell = Bell(folder: doorbell.folder)
        for mode: mode_t in [0o777, 0o1777, 0o770, 0o722] {
            #expect(chmod(doorbell.folder, mode) == 0)
            doorbell.ring()
            #expect(!bell.wait(atMost: .zero))
            let others = try FileManager.default.contentsOfDirectory(atPath: doorbell.folder)
            _ = Bell(folder: doorbell.folder)
            #expect(try FileManager.default.contentsOfDirectory(atPath: doorbell.folder) == others)
            #expect(BellFolder.obstacle(doorbell.folder)?.contains("chmod go-w \(doorbell.folder)") == true)
        }
        #expect(chmod(doorbell.folder, 0o755) == 0)
        #expect(BellFolder.obstacle(doorbell.folder) == nil)
        doorbell.ring()
        #expect(bell.wait(atMost: .seconds(10)))
    }

    @Test(
        "never in a folder of another user, unless that one has the database",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignFolder() throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        let bell = Bell(folder: doorbell.folder)
        try Data().write(to: URL(fileURLWithPath: folder.file()))
        #expect(chown(doorbell.folder, 12345, 12345) == 0)
        doorbell.ring()
        #expect(!bell.wait(atMost: .zero))
        #expect(BellFolder.obstacle(doorbell.folder)?.contains("belongs to user 12345") == true)
        #expect(chown(folder.file(), 12345, 12345) == 0)
        #expect(BellFolder.obstacle(doorbell.folder) == nil)
        doorbell.ring()
        #expect(bell.wait(atMost: .seconds(10)))
    }

    @Test("a worker at once all the same, where it cannot be rung: it looks by itself, and doctor says why")
    func polling() async throws {
        let subject = try StoreOnDisk()
        #expect(symlink("/tmp", BellFolder.path(ofDatabase: subject.path)) == 0)
        #expect(try await subject.store.condition().doorbellObstacle?.contains("is a link or a file") == true)
        let done = Mutex(0)
        let worker = try worker(SQLiteJobStore(path: subject.path)) { done.withLock { $0 += 1 } }
        async let end = worker.run()
        try await eventually { try await subject.count("workers") == 1 }
        try await Queue(store: subject.store).enqueue(Ping())
        try await eventually { done.withLock { $0 } == 1 }
        worker.stop()
        _ = try await end
    }

    @Test("an enqueue through another store of the same file")
    func enqueue() async throws {
        let folder = try TemporaryFolder()
        let done = Mutex(0)
        let worker = try worker(SQLiteJobStore(path: folder.file())) { done.withLock { $0 += 1 } }
        async let end = worker.run()
        let queue = Queue(store: try SQLiteJobStore(path: folder.file()))
        for round in 1...20 {
            try await queue.enqueue(Ping())
            try await eventually { done.withLock { $0 } == round }
        }
        worker.stop()
        _ = try await end
    }

    @Test("on the thread that works, where a ring is heard without a detour")
    func ownThread() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteJobStore(path: folder.file())
        let heard = Mutex<Set<pthread_t>>([])
        let registration = WorkerRegistration(
            id: "1", name: "test", host: "host", processID: 1, queues: ["default"], concurrency: 1, lease: .seconds(60))
        let attendance = try await store.attend(registration) { signal in
            if signal == .workArrived { heard.withLock { _ = $0.insert(pthread_self()) } }
        }
        let thread = SerialThread(name: "test")
        let itself = try await thread.run { pthread_self() }
        thread.park(at: attendance.parking)
        try await eventually {
            _ = try await SQLiteJobStore(path: folder.file()).enqueue([NewJob(kind: "Ping")], durability: .fast)
            return heard.withLock { $0 }.contains(itself)
        }
        thread.park(at: nil)
        await attendance.end()
    }

    @Test("a wake ends a wait, the next one too, and is no ring")
    func wake() async throws {
        let folder = try TemporaryFolder()
        let bell = Bell(folder: Doorbell(databasePath: folder.file()).folder)
        bell.wake()
        #expect(!bell.wait(atMost: .hours(1)))
        #expect(!bell.wait(atMost: .zero))
    }

    @Test("a plain INSERT of another program, which rings nowhere")
    func plainInsert() async throws {
        let subject = try StoreOnDisk()
        let done = Mutex(0)
        let worker = try worker(SQLiteJobStore(path: subject.path)) { done.withLock { $0 += 1 } }
        async let end = worker.run()
        try await eventually { try await subject.count("workers") == 1 }
        let other = try subject.otherProgram()
        for round in 1...3 {
            try await other.write {
                try $0.execute(sql: "INSERT INTO jobs (queue, kind, payload) VALUES ('default', 'Ping', '{}')")
            }
            try await eventually { done.withLock { $0 } == round }
        }
        worker.stop()
        _ = try await end
    }
}

@Suite("A bell for which no descriptors were left", .timeLimit(.minutes(1)))
struct BellWithoutWakerTests {
    @Test("ends its wait when it is woken, and still hears rings")
    func parking() throws {
        let folder = try TemporaryFolder()
        let doorbell = Doorbell(databasePath: folder.file())
        let rings = Mutex(0)
        let bell = Bell(folder: doorbell.folder) { [-1, -1] }
        #expect(!bell.canBeWoken)
        let parking = BellParking(bell: bell) { rings.withLock { $0 += 1 } }
        parking.unpark()
        parking.park()
        #expect(rings.withLock { $0 } == 0)
        doorbell.ring()
        parking.park()
        #expect(rings.withLock { $0 } == 1)
    }
}
