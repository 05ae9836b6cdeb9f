// swift-tools-version: 6.2
import PackageDescription

/// Settings that every module of ours shares.
let swiftSettings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// What only the application needs: a package that depends on the queue turns the trait off, and fetches none of it.
let application: TargetDependencyCondition? = .when(traits: ["Application"])

// Products of other packages, by the name that the targets below use.
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser", condition: application)
let asyncHTTPClient: Target.Dependency = .product(
    name: "AsyncHTTPClient", package: "async-http-client", condition: application)
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto", condition: application)
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto", condition: application)
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types", condition: application)
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird", condition: application)
let hummingbirdCore: Target.Dependency = .product(
    name: "HummingbirdCore", package: "hummingbird", condition: application)
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio", condition: application)
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio", condition: application)
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio", condition: application)
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl", condition: application)
let serviceLifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: application)
let unixSignals: Target.Dependency = .product(
    name: "UnixSignals", package: "swift-service-lifecycle", condition: application)

let package = Package(
    name: "denyut",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "JobQueue", targets: ["JobQueue"]),
        .library(name: "JobQueueSQLite", targets: ["JobQueueSQLite"]),
        .library(name: "JobSchedule", targets: ["JobSchedule"]),
        .library(name: "JobQueueTesting", targets: ["JobQueueTesting"]),
        .executable(name: "denyut", targets: ["denyut"]),
        .executable(name: "gateway-simulator", targets: ["gateway-simulator"]),
    ],
    traits: [
        .trait(
            name: "Application",
            description: "The program denyut and all that it needs; the queue and the scheduler need nothing of it."),
        .default(enabledTraits: ["Application"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1",
            traits: ["FullFoundation"]),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // MARK: The queue and the scheduler: usable without anything of WhatsApp
        .target(name: "Basics", swiftSettings: swiftSettings),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"], swiftSettings: swiftSettings),
        .target(name: "WallTime", swiftSettings: swiftSettings),
        .testTarget(
            name: "WallTimeTests", dependencies: ["JobQueueTesting", "WallTime"], swiftSettings: swiftSettings),
        .target(name: "SeededRandom", swiftSettings: swiftSettings),
        .target(
            name: "JobQueue",
            dependencies: ["Basics", "WallTime", logging, metrics],
            swiftSettings: swiftSettings),
        .target(
            name: "JobSchedule",
            dependencies: ["Basics", "JobQueue", "WallTime", logging],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "JobScheduleTests",
            dependencies: [
                "Basics", "JobQueue", "JobQueueTesting", "JobSchedule", "SeededRandom", "WallTime", logging,
            ],
            swiftSettings: swiftSettings),
        .target(name: "CQueueMigrations"),
        .target(name: "CSQLiteSupport"),
        .target(
            name: "JobQueueSQLite",
            dependencies: [
                "Basics", "CQueueMigrations", "CSQLiteSupport", "JobQueue", "JobSchedule", "WallTime", grdb, grdbSQLite,
                logging,
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "JobQueueTesting",
            dependencies: ["Basics", "JobQueue", "JobSchedule", "WallTime", logging],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "JobQueueTests",
            dependencies: ["Basics", "JobQueue", "JobQueueTesting", "WallTime", logging, metricsTestKit],
            swiftSettings: swiftSettings),
        .target(name: "CFaultyVFS", path: "Tests/CFaultyVFS"),
        .testTarget(
            name: "JobQueueSQLiteTests",
            dependencies: [
                "Basics", "CFaultyVFS", "JobQueue", "JobQueueSQLite", "JobQueueTesting", "JobSchedule", "SeededRandom",
                "WallTime",
                grdb,
                grdbSQLite, logging,
            ],
            exclude: ["Upgrade/Databases"],
            swiftSettings: swiftSettings),

        // MARK: Sessions and their gateways
        .target(name: "SessionHealth", dependencies: ["Basics", "WallTime"], swiftSettings: swiftSettings),
        .testTarget(
            name: "SessionHealthTests", dependencies: ["Basics", "SeededRandom", "SessionHealth", "WallTime"],
            swiftSettings: swiftSettings),
        .target(
            name: "Gateways",
            dependencies: [
                "Basics", "SessionHealth", "WallTime", asyncHTTPClient, crypto, logging, nioCore, nioHTTP1, nioPosix,
                nioSSL,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "GatewaysTests",
            dependencies: [
                "Basics", "Gateways", "SessionHealth", "WallTime", crypto, logging, nioCore, nioPosix, nioSSL,
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "GatewaySimulator",
            dependencies: [
                "Basics", "SeededRandom", "WallTime", asyncHTTPClient, crypto, httpTypes, hummingbird, logging, nioCore,
                nioHTTP1,
                serviceLifecycle, unixSignals,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "GatewaySimulatorTests",
            dependencies: [
                "GatewaySimulator", "Gateways", "SeededRandom", "SessionHealth", "WallTime", asyncHTTPClient,
                hummingbird, logging,
                nioCore, nioHTTP1,
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "gateway-simulator",
            dependencies: ["GatewaySimulator", argumentParser, logging],
            swiftSettings: swiftSettings),

        // MARK: The application
        .target(name: "CPrograms"),
        .target(name: "CSessionMigrations"),
        .target(name: "Programs", dependencies: ["CPrograms", "WallTime"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ProgramsTests", dependencies: ["Programs", "WallTime"], swiftSettings: swiftSettings),
        .target(name: "CDashboardAssets"),
        .target(
            name: "Dashboard",
            dependencies: [
                "Basics", "CDashboardAssets", "Gateways", "JobQueue", "JobQueueSQLite", "JobSchedule", "SessionHealth",
                "SessionMonitor", "WallTime", crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdCore, logging,
                nioCore, nioPosix, serviceLifecycle,
            ],
            exclude: ["Assets"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Basics", "Dashboard", "Gateways", "JobQueue", "JobQueueSQLite", "JobQueueTesting", "JobSchedule",
                "SeededRandom",
                "SessionHealth", "SessionMonitor", "WallTime", asyncHTTPClient, crypto, grdb, logging, nioCore,
                nioHTTP1, nioPosix,
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "SessionMonitor",
            dependencies: [
                "Basics", "CSessionMigrations", "Gateways", "JobQueue", "JobQueueSQLite", "JobSchedule", "Programs",
                "SessionHealth", "WallTime", asyncHTTPClient, crypto, grdb, logging, nioCore, nioHTTP1,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "SessionMonitorTests",
            dependencies: [
                "Basics", "GatewaySimulator", "Gateways", "JobQueue", "JobQueueSQLite", "JobQueueTesting",
                "JobSchedule",
                "SeededRandom", "SessionHealth", "SessionMonitor", "WallTime", crypto, grdb, logging, nioCore, nioPosix,
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "DenyutCommands",
            dependencies: [
                "Basics", "Dashboard", "Gateways", "JobQueue", "JobQueueSQLite", "JobSchedule", "Programs",
                "SessionHealth", "SessionMonitor", "WallTime", argumentParser, asyncHTTPClient, logging, nioCore,
                nioHTTP1, serviceLifecycle, unixSignals,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "DenyutCommandsTests",
            dependencies: [
                "Basics", "DenyutCommands", "Gateways", "JobQueue", "JobQueueSQLite", "JobSchedule", "SessionHealth",
                "WallTime",
                argumentParser,
                grdb, logging, nioCore,
            ],
            exclude: ["Help/Snapshots"],
            swiftSettings: swiftSettings),
        .executableTarget(name: "denyut", dependencies: ["DenyutCommands"], swiftSettings: swiftSettings),
        // The examples stand in a package of their own (Examples/), as users would write them. Here they are built once more, so that
        // the tests run them without building this package twice.
        .executableTarget(
            name: "example-first-job", dependencies: ["JobQueue", "JobQueueSQLite", logging],
            path: "Examples/Sources/first-job"),
        .executableTarget(
            name: "example-photos", dependencies: ["JobQueue", "JobQueueSQLite", logging],
            path: "Examples/Sources/photos"),
        .testTarget(
            name: "ExampleTests", dependencies: ["JobQueue", "JobQueueTesting", logging],
            path: "Examples/Tests/ReminderTests"),
        .executableTarget(
            name: "storm-worker",
            dependencies: ["JobQueue", "JobQueueSQLite", "WallTime", grdb, logging],
            path: "Tests/StormWorker", swiftSettings: swiftSettings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Gateways", "denyut", "example-first-job", "example-photos", "gateway-simulator", "storm-worker", grdb,
            ],
            exclude: ["Support/ClockShim.c"],
            swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
