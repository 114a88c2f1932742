import CCodelab
import Platform
import Service

/// The authorisation of a client: its current context, the fetch of the next one, and what was refused. Any thread.
///
/// The state that threads share is separate memory, which is accessed with the lock held.
public struct AuthState: ~Copyable {
    enum Access {
        /// A reference, to be released.
        case granted(UnsafeMutablePointer<AuthContext>)
        /// A reference to a fetch that somebody else does.
        case wait(UnsafeMutablePointer<TokenFetch>)
        /// A reference to a fetch that is now the caller's to do, and to end.
        case fetch(UnsafeMutablePointer<TokenFetch>)
        /// The credential is held back, or the call has fetched as often as it may.
        case refused
    }

    private struct State {
        var context: UnsafeMutablePointer<AuthContext>?
        /// By ``Clock``; no end: `Int64.max`.
        var renewAtMs = Int64.max
        var expiresAtMs = Int64.max
        var fetch: UnsafeMutablePointer<TokenFetch>?
        /// Until when nothing is sent, because the credential was refused as such.
        var heldUntilMs = Int64.min
        var refusal = codelab_error()
    }

    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// A context that nothing can end: a token of the caller's, or a key, for a project and a place that were given.
    let fixed: UnsafeMutablePointer<AuthContext>?

    /// Takes over the reference to `fixed`.
    init(fixed: UnsafeMutablePointer<AuthContext>?) throws(ResourceExhausted) {
        do throws(ResourceExhausted) {
            let lock = try Lock()
            state = try allocate(State())
            self.lock = lock
            self.fixed = fixed
        } catch {
            if let fixed { AuthContext.release(fixed) }
            throw error
        }
    }

    deinit {
        // Whoever is in a fetch holds the client: there is none now, but in a forked child.
        if let context = state.pointee.context { AuthContext.release(context) }
        if let fixed { AuthContext.release(fixed) }
        destroy(state)
    }

    /// - Parameters:
    ///   - mayFetch: whether the answer may be `fetch`; if not, a token that has expired is better than none.
    ///   - report: receives the failure when the answer is `refused`.
    func acquire(
        nowMs: Int64, mayFetch: Bool, _ report: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Access {
        lock.acquire()
        defer { lock.release() }
        if nowMs < state.pointee.heldUntilMs {
            report.pointee = state.pointee.refusal
            return .refused
        }
        if let fixed { return granted(fixed) }
        if let context = state.pointee.context {
            if nowMs < state.pointee.renewAtMs { return granted(context) }
            // Renewed ahead of its end by one; the others go on with what there is.
            if state.pointee.fetch == nil, mayFetch { return try startFetch(nowMs) }
            if nowMs < state.pointee.expiresAtMs || !mayFetch { return granted(context) }
        }
        guard let fetch = state.pointee.fetch else {
            if mayFetch { return try startFetch(nowMs) }
            _ = Report(report).failure(CODELAB_E_AUTHENTICATION, "no token was accepted")
            return .refused
        }
        fetch.pointee.retain()
        return .wait(fetch)
    }

    private func granted(_ context: UnsafeMutablePointer<AuthContext>) -> Access {
        context.pointee.retain()
        return .granted(context)
    }

    private func startFetch(_ nowMs: Int64) throws(ResourceExhausted) -> Access {
        let fetch = try allocate(TokenFetch(nowMs: nowMs))
        fetch.pointee.retain()
        state.pointee.fetch = fetch
        return .fetch(fetch)
    }

    /// The fetch has brought `context`, whose reference is taken over. When another fetch has replaced this one, its
    /// context counts.
    func finish(
        _ fetch: UnsafeMutablePointer<TokenFetch>, _ context: UnsafeMutablePointer<AuthContext>, renewAtMs: Int64,
        expiresAtMs: Int64
    ) {
        lock.acquire()
        var old = state.pointee.context
        let ended = takeFetch(fetch)
        if ended == nil, old != nil {
            old = context
        } else {
            state.pointee.context = context
            state.pointee.renewAtMs = renewAtMs
            state.pointee.expiresAtMs = expiresAtMs
        }
        lock.release()
        if let old { AuthContext.release(old) }
        end(ended, nil)
    }

    /// The fetch has failed.
    ///
    /// - Parameter heldMs: how long the credential must not be tried again, if it was the credential.
    /// - Returns: whether the context of before is still good, which is used a little longer, or another fetch has
    ///   replaced this one.
    func fail(
        _ fetch: UnsafeMutablePointer<TokenFetch>, _ failure: UnsafePointer<codelab_error>, heldMs: Int64?, nowMs: Int64
    ) -> Bool {
        lock.acquire()
        let isGood = state.pointee.context != nil && nowMs < state.pointee.expiresAtMs
        if isGood {
            // A refused credential rests as long as one without a context: each use counts towards the lock-out.
            state.pointee.renewAtMs = nowMs &+ (heldMs ?? Self.pauseBetweenRenewalsMs)
        } else if let heldMs {
            hold(failure, untilMs: nowMs &+ heldMs)
        }
        // A fetch that has replaced this one ends as well: it would send the same credential again.
        let ended = takeFetch(isGood || heldMs == nil ? fetch : state.pointee.fetch ?? fetch)
        lock.release()
        end(ended, isGood ? nil : failure)
        return isGood || (ended == nil && heldMs == nil)
    }

    /// The fetcher gave up, or made no progress: a waiter takes over. Does nothing when another fetch has replaced it.
    func abandon(_ fetch: UnsafeMutablePointer<TokenFetch>) {
        lock.acquire()
        let ended = takeFetch(fetch)
        lock.release()
        end(ended, nil)
    }

    private static var pauseBetweenRenewalsMs: Int64 { 10_000 }

    private func takeFetch(_ fetch: UnsafeMutablePointer<TokenFetch>) -> UnsafeMutablePointer<TokenFetch>? {
        guard state.pointee.fetch == fetch else { return nil }
        state.pointee.fetch = nil
        return fetch
    }

    private func end(_ fetch: UnsafeMutablePointer<TokenFetch>?, _ failure: UnsafePointer<codelab_error>?) {
        guard let fetch else { return }
        fetch.pointee.end(failure)
        TokenFetch.release(fetch)
    }

    /// The service does not take that context any more. Only the first to say so makes a difference: others may have a
    /// newer one already.
    func revoke(_ context: UnsafeMutablePointer<AuthContext>) {
        lock.acquire()
        let isCurrent = state.pointee.context == context
        if isCurrent { state.pointee.context = nil }
        lock.release()
        if isCurrent { AuthContext.release(context) }
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
