// swift-tools-version: 6.2
import PackageDescription

// What a package looks like that uses the queue alone. In yours the dependency is named by its address:
//   .package(url: "https://github.com/OWNER/denyut.git", from: "0.2.0", traits: []),
let package = Package(
    name: "examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Without its traits it is the queue and the scheduler alone, and three packages are fetched in place of 26.
        .package(name: "denyut", path: "..", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    ],
    targets: [
        // docs/first-job.md
        .executableTarget(
            name: "first-job",
            dependencies: [
                .product(name: "JobQueue", package: "denyut"),
                .product(name: "JobQueueSQLite", package: "denyut"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        // docs/batches.md
        .executableTarget(
            name: "photos",
            dependencies: [
                .product(name: "JobQueue", package: "denyut"),
                .product(name: "JobQueueSQLite", package: "denyut"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        // docs/testing-jobs.md
        .testTarget(
            name: "ReminderTests",
            dependencies: [
                .product(name: "JobQueue", package: "denyut"),
                .product(name: "JobQueueTesting", package: "denyut"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
