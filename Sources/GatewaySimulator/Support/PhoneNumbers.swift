import SeededRandom

/// Phone numbers that belong to names, the same at every run.
enum PhoneNumbers {
    static func number(for name: String, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed, name: "phone of \(name)")
        return "62812" + generator.text(8, from: "0123456789")
    }
}
