/// The limits of a loop that runs many operations.
package struct Limits {
    /// The most connections to each host; 0: no limit.
    package let connections: Int32
    package let rateLimiter: RateLimiter

    package init(connections: Int32, rateLimiter: RateLimiter) {
        self.connections = connections
        self.rateLimiter = rateLimiter
    }
}
