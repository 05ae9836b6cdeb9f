import Gateways

/// The numbers in the body of a bulk action.
enum BulkIDs {
    static func read(_ body: JSON, limit: Int) throws -> [Int64] {
        let ids = body["ids"].array?.compactMap { item -> Int64? in if case .integer(let id) = item { id } else { nil }
        }
        guard let ids, ids.count == body["ids"].array?.count, (1...limit).contains(ids.count) else {
            throw APIError(.badRequest, "\"ids\" must be a list of 1 to \(limit) numbers.", field: "ids")
        }
        var seen: Set<Int64> = []
        return ids.filter { seen.insert($0).inserted }
    }
}
