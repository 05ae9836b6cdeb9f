import Testing

@testable import DenyutCommands

@Suite("The database, as settings name it")
struct DatabaseURLTests {
    @Test(
        "is a path, relative or from the root",
        arguments: [
            ("sqlite:storage/denyut.sqlite", "storage/denyut.sqlite"), ("sqlite:/srv/d.sqlite", "/srv/d.sqlite"),
            ("sqlite:///srv/d.sqlite", "/srv/d.sqlite"), ("storage/d.sqlite", "storage/d.sqlite"),
            ("./a:b.sqlite", "./a:b.sqlite"), ("data/a:b.sqlite", "data/a:b.sqlite"), ("sqlite:d", "d"),
            ("sqlite:my files/d.sqlite", "my files/d.sqlite"),
        ])
    func taken(text: String, path: String) throws {
        #expect(try DatabaseURL.path(text) == path)
    }

    @Test(
        "is refused where it means something else, with the cure",
        arguments: [
            ("", "it is empty"), ("sqlite:", "names no file"), ("sqlite://", "names no file"),
            ("sqlite::memory:", "in memory"),
            (":memory:", "in memory"), ("sqlite://:memory:", "host"), ("mysql:jobs", "another kind of database"),
            ("mysql://root@localhost/jobs", "another kind of database"), ("postgres://x/y", "another kind of database"),
            ("SQLITE:/srv/d", "written sqlite: here"), ("sqlite3:/srv/d", "written sqlite: here"),
            ("sqlite://localhost/srv/d", "host"), ("sqlite://storage/d", "sqlite:storage/d for a path from here"),
            ("file:d.sqlite?mode=memory", "URI"), ("sqlite:file:d.sqlite", "URI"), ("~/d.sqlite", "~"),
            ("sqlite:~/d.sqlite", "~"), ("sqlite:d.sqlite?mode=ro", "no parameters"), ("sqlite:d.sqlite\r", "dos2unix"),
            ("sqlite:d\u{0}e", "U+0000"), ("sqlite:d\ne", "U+000A"), (" sqlite:d", "blank"), ("sqlite:d ", "blank"),
            ("sqlite:storage/", "names a folder"), ("/srv/", "names a folder"),
        ])
    func refused(text: String, words: String) throws {
        let refusal = try #require(throws: DatabaseURL.Refusal.self) { _ = try DatabaseURL.path(text) }
        #expect(refusal.reason.contains(words), "\(refusal.reason)")
    }

    @Test("all that is wrong is said with its source, and wrong types are errors")
    func reader() throws {
        let error = try #require(throws: SettingsError.self) {
            _ = try SettingsReader.read(
                flags: .init(configPath: nil, database: nil, logLevel: nil), environment: ["DATABASE_URL": "sqlite:x\r"]
            )
        }
        #expect(error.description.contains("DATABASE_URL") && error.description.contains("\\u{d}"))
    }

    @Test("the default is known by whatever name")
    func standard() {
        #expect(DatabaseURL.isStandard("storage/denyut.sqlite"))
        #expect(DatabaseURL.isStandard("./storage/denyut.sqlite"))
        #expect(!DatabaseURL.isStandard("storage/other.sqlite"))
        #expect(!DatabaseURL.isStandard("/storage/denyut.sqlite"))
    }
}
