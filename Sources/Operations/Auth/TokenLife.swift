/// When a token is renewed: a tenth of its life ahead of its end, and ten minutes at the most. Both of its times are
/// the server's, so a wrong clock here does no harm. It counts for ten seconds at least, so that IAM's wrong clock
/// cannot cause a fetch for each request; the service rejects one that has really expired.
struct TokenLife {
    let renewAtMs: Int64
    let expiresAtMs: Int64

    init(expiresAtMs end: Int64?, serverMs: Int64, nowMs: Int64) {
        let day: Int64 = 86_400_000
        let (distance, overflow) = (end ?? serverMs &+ day).subtractingReportingOverflow(serverMs)
        let life = overflow || distance > 30 &* day ? 30 &* day : (distance > 10_000 ? distance : 10_000)
        let ahead = life / 10 < 600_000 ? life / 10 : 600_000
        expiresAtMs = nowMs &+ life
        renewAtMs = expiresAtMs &- ahead
    }
}
