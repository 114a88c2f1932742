import CCodelab
import Engine
import Platform
import Service

/// When a watch renews the lease of its instance. All times are of this machine's clock; the remaining time of a lease
/// is computed by the service's.
struct Keeping: ~Copyable {
    private let request: KeepRequest
    /// The watch then ends.
    let endMs: Int64
    private var leaseEndMs = Int64.min
    private var dueMs = Int64.min
    /// How long a lease lasts after its renewal, as far as known.
    private var spanMs: Int64
    /// False if the service states a remaining time that cannot be right.
    private var knowsRemaining = true
    /// The next request renews the lease.
    private(set) var isRenewing = false
    /// The lease has been renewed, and the instance not been read since then.
    private var isRenewed = false

    init(_ request: consuming KeepRequest, nowMs: Int64) {
        let (end, overflow) = nowMs.addingReportingOverflow(request.totalMs)
        endMs = overflow ? .max : end
        spanMs = request.durationMs
        self.request = request
    }

    /// Returns the next request.
    func spec(_ id: Bytes) throws(ResourceExhausted) -> RequestSpec {
        isRenewing ? try RequestSpec(.renewLease, id: id, .copy(request.body.bytes)) : try RequestSpec(.show, id: id)
    }

    mutating func noteRenewal() {
        isRenewing = false
        isRenewed = true
    }

    /// Takes what a fresh instance shows. Returns true if its lease has just been renewed.
    ///
    /// - Parameter remainingMs: the remaining time of the lease; absent if unknown.
    mutating func learn(_ instance: UnsafePointer<codelab_instance>, remainingMs: Int64, nowMs: Int64) -> Bool {
        defer { isRenewed = false }
        guard !instance.pointee.isUnlimited else {
            leaseEndMs = .max
            dueMs = .max
            return isRenewed
        }
        // No remaining time right after a renewal means that the service has clocks that differ. The lease is then taken
        // to last as long as the renewed one should.
        if isRenewed { knowsRemaining = remainingMs > 0 }
        if remainingMs != Absent.integer, knowsRemaining {
            if isRenewed { spanMs = remainingMs }
            leaseEndMs = nowMs &+ remainingMs
        } else if isRenewed {
            leaseEndMs = nowMs &+ spanMs
        }
        // If the lease is short, renew when a third of it is left. That third is the reserve for delays.
        let aheadMs = request.aheadMs < spanMs / 3 ? request.aheadMs : spanMs / 3
        dueMs = leaseEndMs < nowMs ? nowMs : leaseEndMs &- aheadMs
        return isRenewed
    }

    /// Plans the next request after a success, and returns its time.
    mutating func plan(nowMs: Int64) -> Int64 {
        if isRenewed { return nowMs }
        let pollMs = nowMs &+ request.pollMs
        isRenewing = dueMs <= pollMs
        return !isRenewing ? pollMs : dueMs < nowMs ? nowMs : dueMs
    }

    /// Returns the limit of the delay after a failure, so that a short lease leaves time for several attempts; `nil` if
    /// the end of the lease is not known or has passed.
    func longestDelayMs(nowMs: Int64) -> Int64? {
        guard leaseEndMs > nowMs, leaseEndMs < .max else { return nil }
        let quarterMs = (leaseEndMs &- nowMs) / 4
        return quarterMs > 250 ? quarterMs : 250
    }

    /// Plans the next request after a failure. Returns true if the failure must be reported because the lease ends before it.
    ///
    /// - Parameters:
    ///   - isReported: the failure is reported anyway.
    ///   - nextMs: the time of the next request.
    mutating func planAfterFailure(isReported: Bool, nextMs: Int64) -> Bool {
        let isLate = isReported || (isRenewing && nextMs >= leaseEndMs)
        // The instance is read after a report: its state may be the cause.
        isRenewing = !isLate && !isRenewed && nextMs >= dueMs
        return isLate
    }
}
