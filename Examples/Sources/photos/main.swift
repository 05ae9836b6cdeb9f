import JobQueue
import JobQueueSQLite
import Logging

struct Download: Job {
    static let kind = "Download"
    var photo: Int
}

struct Resize: Job {
    static let kind = "Resize"
    var photo: Int
}

struct Publish: Job {
    static let kind = "Publish"
    var album: String
}

let store = try SQLiteJobStore(path: "photos.sqlite")
let queue = Queue(store: store)

// A chain for each photo: it is resized once its download is done.
let photos = try (1...2).map { photo in
    try NewJob(Download(photo: photo)).followed(by: NewJob(Resize(photo: photo)))
}

// They belong together: the album is published once all of them are done.
let album = try await queue.enqueue(NewBatch("Summer", photos, then: NewJob(Publish(album: "Summer"))))

var registry = JobRegistry()
// At most a hundred downloads a second, on all workers together.
try registry.register(Download.self, middleware: [RateLimit(100, per: .seconds(1))]) { job, context in
    print("Downloading photo \(job.photo)")
    // The album has a third photo after all. It comes with the settlement of this job, so the batch cannot end before.
    if job.photo == 2 {
        try context.addToBatch([NewJob(Download(photo: 3)).followed(by: NewJob(Resize(photo: 3)))])
    }
    return .done
}
// One photo at a time is resized, however many workers there are.
try registry.register(Resize.self, middleware: [WithoutOverlapping()]) { job, _ in
    print("Resizing photo \(job.photo)")
    return .done
}
try registry.register(Publish.self) { job, _ in
    print("Publishing \(job.album)")
    return .done
}

var options = WorkerOptions(name: "photos")
options.stopWhenEmpty = true  // a real worker runs until it is asked to stop
let worker = Worker(store: store, registry: registry, options: options, logger: Logger(label: "photos"))
_ = try await worker.run()

if let batch = try await queue.batch(album) {
    print("\(batch.name): \(batch.state), \(batch.done) of \(batch.total) jobs done")
}
