/// When a token is renewed: before its end by a tenth of its life, at most ten minutes. Both times are the server's, so
/// a wrong local clock does no harm. The life is at least ten seconds, so that a wrong clock of IAM cannot cause a
/// fetch for each request; the service rejects a token that has really expired.
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
