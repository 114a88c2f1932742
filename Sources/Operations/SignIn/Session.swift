import CCodelab
import Platform
import Service

/// How a client stands with the service: its grant, the fetch of the next one, and what was refused. Any thread.
///
/// What several threads change stands behind a pointer, and is touched with the lock held.
public struct Session: ~Copyable {
    enum Access {
        /// A reference, to be released.
        case granted(UnsafeMutablePointer<Grant>)
        /// A reference to a fetch that somebody else does.
        case wait(UnsafeMutablePointer<Round>)
        /// A reference to a fetch that is now the caller's to do, and to end.
        case fetch(UnsafeMutablePointer<Round>)
        /// The credential is held back, or the call has fetched as often as it may.
        case refused
    }

    private struct State {
        var grant: UnsafeMutablePointer<Grant>?
        /// By ``Clock``; no end: `Int64.max`.
        var renewAtMs = Int64.max
        var expiresAtMs = Int64.max
        var round: UnsafeMutablePointer<Round>?
        /// Until when nothing is sent, because the credential was refused as such.
        var heldUntilMs = Int64.min
        var refusal = codelab_error()
    }

    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// A grant that nothing can end: a token of the caller's, or a key, for a project and a place that were given.
    let fixed: UnsafeMutablePointer<Grant>?

    /// Takes over the reference to `fixed`.
    init(fixed: UnsafeMutablePointer<Grant>?) throws(OutOfMemory) {
        do throws(OutOfMemory) {
            let lock = try Lock()
            state = try allocate(State())
            self.lock = lock
            self.fixed = fixed
        } catch {
            if let fixed { Grant.release(fixed) }
            throw error
        }
    }

    deinit {
        // Whoever is in a round holds the client: there is none now, but in a forked child.
        if let grant = state.pointee.grant { Grant.release(grant) }
        if let fixed { Grant.release(fixed) }
        destroy(state)
    }

    /// - Parameters:
    ///   - mayFetch: whether the answer may be `fetch`; if not, a token that has expired is better than none.
    ///   - report: receives the failure when the answer is `refused`.
    func acquire(
        nowMs: Int64, mayFetch: Bool, _ report: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> Access {
        lock.acquire()
        defer { lock.release() }
        if nowMs < state.pointee.heldUntilMs {
            report.pointee = state.pointee.refusal
            return .refused
        }
        if let fixed { return granted(fixed) }
        if let grant = state.pointee.grant {
            if nowMs < state.pointee.renewAtMs { return granted(grant) }
            // Renewed ahead of its end by one; the others go on with what there is.
            if state.pointee.round == nil, mayFetch { return try startRound(nowMs) }
            if nowMs < state.pointee.expiresAtMs || !mayFetch { return granted(grant) }
        }
        guard let round = state.pointee.round else {
            if mayFetch { return try startRound(nowMs) }
            _ = Report(report).failure(CODELAB_E_AUTHENTICATION, "no token was accepted")
            return .refused
        }
        round.pointee.retain()
        return .wait(round)
    }

    private func granted(_ grant: UnsafeMutablePointer<Grant>) -> Access {
        grant.pointee.retain()
        return .granted(grant)
    }

    private func startRound(_ nowMs: Int64) throws(OutOfMemory) -> Access {
        let round = try allocate(Round(nowMs: nowMs))
        round.pointee.retain()
        state.pointee.round = round
        return .fetch(round)
    }

    /// The fetch has brought `grant`, whose reference is taken over. When another fetch has replaced this one, its
    /// grant counts.
    func finish(
        _ round: UnsafeMutablePointer<Round>, _ grant: UnsafeMutablePointer<Grant>, renewAtMs: Int64, expiresAtMs: Int64
    ) {
        lock.acquire()
        var old = state.pointee.grant
        let ended = takeRound(round)
        if ended == nil, old != nil {
            old = grant
        } else {
            state.pointee.grant = grant
            state.pointee.renewAtMs = renewAtMs
            state.pointee.expiresAtMs = expiresAtMs
        }
        lock.release()
        if let old { Grant.release(old) }
        end(ended, nil)
    }

    /// The fetch has failed.
    ///
    /// - Parameter heldMs: how long the credential must not be tried again, if it was the credential.
    /// - Returns: whether the grant of before is still good, which is used a little longer, or another fetch has
    ///   replaced this one.
    func fail(
        _ round: UnsafeMutablePointer<Round>, _ failure: UnsafePointer<codelab_error>, heldMs: Int64?, nowMs: Int64
    ) -> Bool {
        lock.acquire()
        let isGood = state.pointee.grant != nil && nowMs < state.pointee.expiresAtMs
        if isGood {
            // A refused credential rests as long as one without a grant: each use counts towards the lock-out.
            state.pointee.renewAtMs = nowMs &+ (heldMs ?? Self.pauseBetweenRenewalsMs)
        } else if let heldMs {
            hold(failure, untilMs: nowMs &+ heldMs)
        }
        let ended = takeRound(round)
        lock.release()
        end(ended, isGood ? nil : failure)
        return isGood || (ended == nil && heldMs == nil)
    }

    /// The fetcher gave up, or made no progress: a waiter takes over. Does nothing when another fetch has replaced it.
    func abandon(_ round: UnsafeMutablePointer<Round>) {
        lock.acquire()
        let ended = takeRound(round)
        lock.release()
        end(ended, nil)
    }

    private static var pauseBetweenRenewalsMs: Int64 { 10_000 }

    private func takeRound(_ round: UnsafeMutablePointer<Round>) -> UnsafeMutablePointer<Round>? {
        guard state.pointee.round == round else { return nil }
        state.pointee.round = nil
        return round
    }

    private func end(_ round: UnsafeMutablePointer<Round>?, _ failure: UnsafePointer<codelab_error>?) {
        guard let round else { return }
        round.pointee.end(failure)
        Round.release(round)
    }

    /// The service does not take that grant any more. Only the first to say so makes a difference: others may have a
    /// newer one already.
    func revoke(_ grant: UnsafeMutablePointer<Grant>) {
        lock.acquire()
        let isCurrent = state.pointee.grant == grant
        if isCurrent { state.pointee.grant = nil }
        lock.release()
        if isCurrent { Grant.release(grant) }
    }

    /// A credential that was refused as such is not sent again for a while: five times, and its owner is locked out.
    func hold(back failure: UnsafePointer<codelab_error>, forMs: Int64, nowMs: Int64) {
        lock.acquire()
        hold(failure, untilMs: nowMs &+ forMs)
        lock.release()
    }

    private func hold(_ failure: UnsafePointer<codelab_error>, untilMs: Int64) {
        state.pointee.refusal = failure.pointee
        state.pointee.refusal.attempts = 0
        state.pointee.heldUntilMs = untilMs
    }
}
