extension KeyedDecodingContainer {
    /// The value of a key, or the default where the key is missing or its value cannot be read.
    ///
    /// For states that are stored between checks: what an older or newer version wrote must never stop a check. Losing one
    /// field costs a repeated confirmation; a state that cannot be read would cost the monitoring.
    func value<Value: Decodable>(_ key: Key, or fallback: Value) -> Value {
        ((try? decodeIfPresent(Value.self, forKey: key)) ?? nil) ?? fallback
    }

    /// The value of a key, or nil where the key is missing or its value cannot be read.
    func value<Value: Decodable>(_ key: Key) -> Value? {
        (try? decodeIfPresent(Value.self, forKey: key)) ?? nil
    }
}
