import Basics
import Gateways
import SessionMonitor
import WallTime

/// Searches, filters, sorts and groups accounts. Ten thousand rows are a matter of milliseconds, and one pass serves the
/// page and the figures of all filters.
struct AccountQuery {
    static let sorts = ["attention", "score", "label", "phone", "status", "checked_at", "gateway", "workspace"]

    var search: String?
    var levels: Set<String>?
    var statuses: Set<String>?
    var modes: Set<String>?
    var gateways: Set<Name>?
    var workspaces: Set<Name>?
    var attention = false
    var sort = "score"
    var isDescending = false
    var group: String?
    /// Whether an account needs a person.
    var needsPerson: (PageAccount) -> Bool

    /// What was found.
    struct Result {
        var items: [PageAccount]
        var counts: JSON
        /// With a group: every group in order, with its number of matches.
        var groups: [(key: Name, count: Int)]?
    }

    func run(_ accounts: [PageAccount], now: Timestamp) -> Result {
        let needle = search?.lowercased()
        let found = accounts.filter { account in
            guard let needle else { return true }
            return [account.label, account.phone, account.session, account.workspace].contains {
                $0?.lowercased().contains(needle) ?? false
            }
        }
        let items = found.filter { matches($0, now) }.map { (key: key(of: $0), account: $0) }.sorted {
            one, other in
            if one.key.group != other.key.group { return one.key.group < other.key.group }
            switch (one.key.text ?? "", other.key.text ?? "", one.key.number, other.key.number) {
            // What is not known stands last, whichever way the rest is sorted.
            case (_, _, nil, .some) where one.key.isNumber: return false
            case (_, _, .some, nil) where one.key.isNumber: return true
            case (_, _, let left?, let right?) where left != right: return (left < right) != isDescending
            case (let left, let right, _, _) where left != right:
                if left.isEmpty || right.isEmpty { return right.isEmpty }
                return (left < right) != isDescending
            default: return one.account.id < other.account.id
            }
        }.map(\.account)
        var groups: [(key: Name, count: Int)] = []
        for account in items where group != nil {
            let key = key(of: account).group
            if groups.last?.key == key { groups[groups.count - 1].count += 1 } else { groups.append((key, 1)) }
        }
        return Result(items: items, counts: Self.counts(found, now, needsPerson), groups: group == nil ? nil : groups)
    }

    private func matches(_ account: PageAccount, _ now: Timestamp) -> Bool {
        levels?.contains(account.level) ?? true && statuses?.contains(AccountWriter.status(account)) ?? true
            && modes?.contains(AccountWriter.mode(account, now)) ?? true
            && gateways?.contains(Name(account.gateway)) ?? true
            && workspaces?.contains(Name(account.workspace ?? "")) ?? true
            && (!attention || needsPerson(account))
    }

    private func key(of account: PageAccount) -> Key {
        var key = Key(of: account, sort, group)
        // Who needs a person comes first, then by score; an unknown score is worse than a good one.
        if sort == "attention" { key.number = (needsPerson(account) ? 0 : 1000) + Int64(account.score ?? 50) }
        return key
    }

    private struct Key {
        var group: Name
        var text: String?
        var number: Int64?
        var isNumber = false

        init(of account: PageAccount, _ sort: String, _ group: String?) {
            self.group = Name(
                group == "gateway" ? account.gateway : group == "workspace" ? account.workspace ?? "" : "")
            switch sort {
            case "label": text = (account.label ?? account.phone ?? account.session).lowercased()
            case "phone": text = account.phone
            case "status": text = AccountWriter.status(account)
            case "gateway": text = account.gateway
            case "workspace": text = account.workspace?.lowercased()
            case "checked_at":
                isNumber = true
                number = account.checkedAt?.milliseconds
            default:
                isNumber = true
                number = account.score.map(Int64.init)
            }
        }
    }

    static func counts(
        _ accounts: [PageAccount], _ now: Timestamp, _ needsPerson: (PageAccount) -> Bool
    ) -> JSON {
        func count(_ key: (PageAccount) -> String) -> JSON {
            .counts(accounts.reduce(into: [:]) { $0[Name(key($1)), default: 0] += 1 })
        }
        return [
            "levels": count(\.level), "statuses": count(AccountWriter.status),
            "modes": count { AccountWriter.mode($0, now) }, "gateways": count(\.gateway),
            "workspaces": count { $0.workspace ?? "" },
            "attention": .int(accounts.count(where: needsPerson)), "total": .int(accounts.count),
        ]
    }
}
