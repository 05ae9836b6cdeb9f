/// The kinds of events that a page may ask for.
enum EventType: String, Sendable, CaseIterable {
    case account, incident, queue, gateway, schedule, store
}
