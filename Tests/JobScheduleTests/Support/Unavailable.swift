/// What a store throws that cannot be reached.
struct Unavailable: Error {}
