import CCodelab
import Platform
import Service

/// The authorisation of a client: its current context, the fetch of the next one, and the last rejection. Any thread
/// may call its functions.
///
/// The state that threads share is separate memory, which is accessed with the lock held.
public struct AuthState: ~Copyable {
    enum Access {
        /// A reference to the context, which the caller releases.
        case granted(UnsafeMutablePointer<AuthContext>)
        /// A reference to a fetch that another operation does.
        case wait(UnsafeMutablePointer<TokenFetch>)
        /// A reference to a new fetch, which the caller must do and end.
        case fetch(UnsafeMutablePointer<TokenFetch>)
        /// The credential is locked out for some time, or the call may fetch no further token.
        case refused
    }

    private struct State {
        var context: UnsafeMutablePointer<AuthContext>?
        /// Times of ``Clock``; `Int64.max` if they never come.
        var renewAtMs = Int64.max
        var expiresAtMs = Int64.max
        var fetch: UnsafeMutablePointer<TokenFetch>?
        /// Until when no request is sent, because the credential was rejected.
        var lockedOutUntilMs = Int64.min
        var refusal = codelab_error()
    }

    private let lock: Lock
    private let state: UnsafeMutablePointer<State>
    /// A context that never changes: for a token of the caller or a key, with a given project and endpoint.
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
        // Each fetcher holds a reference of the client, so no fetch is in progress here, except in a forked child.
        if let context = state.pointee.context { AuthContext.release(context) }
        if let fixed { AuthContext.release(fixed) }
        destroy(state)
    }

    /// - Parameters:
    ///   - mayFetch: True if the result may be `fetch`. Otherwise an expired token is returned rather than none.
    ///   - report: receives the failure if the result is `refused`.
    func acquire(
        nowMs: Int64, mayFetch: Bool, _ report: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Access {
        lock.acquire()
        defer { lock.release() }
        if nowMs < state.pointee.lockedOutUntilMs {
            report.pointee = state.pointee.refusal
            return .refused
        }
        if let fixed { return granted(fixed) }
        if let context = state.pointee.context {
            if nowMs < state.pointee.renewAtMs { return granted(context) }
            // One operation renews the token before it ends; the others use the old one until then.
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

    /// Ends a fetch that succeeded, and takes over the reference to `context`. If another fetch has replaced this one
    /// and succeeded, its context is kept.
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

    /// Ends a fetch that failed.
    ///
    /// - Parameter lockoutMs: how long the credential is locked out, if it was rejected.
    /// - Returns: true if the caller can continue: the previous context is still valid and is used for a little longer,
    ///   or another fetch has replaced this one.
    func fail(
        _ fetch: UnsafeMutablePointer<TokenFetch>, _ failure: UnsafePointer<codelab_error>, lockoutMs: Int64?,
        nowMs: Int64
    ) -> Bool {
        lock.acquire()
        let isGood = state.pointee.context != nil && nowMs < state.pointee.expiresAtMs
        if isGood {
            // A rejected credential pauses as long as without a context: each use counts towards the lock-out by the
            // service.
            state.pointee.renewAtMs = nowMs &+ (lockoutMs ?? Self.pauseBetweenRenewalsMs)
        } else if let lockoutMs {
            setLockout(failure, untilMs: nowMs &+ lockoutMs)
        }
        // A fetch that has replaced this one ends as well: it would send the same credential again.
        let ended = takeFetch(isGood || lockoutMs == nil ? fetch : state.pointee.fetch ?? fetch)
        lock.release()
        end(ended, isGood ? nil : failure)
        return isGood || (ended == nil && lockoutMs == nil)
    }

    /// Ends a fetch whose fetcher gave up or made no progress, so that a waiter takes over. Does nothing if another
    /// fetch has replaced it.
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

    /// Drops the context, because the service rejected its token. Does nothing if the context was replaced already.
    func revoke(_ context: UnsafeMutablePointer<AuthContext>) {
        lock.acquire()
        let isCurrent = state.pointee.context == context
        if isCurrent { state.pointee.context = nil }
        lock.release()
        if isCurrent { AuthContext.release(context) }
    }

    /// Locks out a rejected credential for some time: IAM locks the user after five failures.
    func lockOut(after failure: UnsafePointer<codelab_error>, forMs: Int64, nowMs: Int64) {
        lock.acquire()
        setLockout(failure, untilMs: nowMs &+ forMs)
        lock.release()
    }

    private func setLockout(_ failure: UnsafePointer<codelab_error>, untilMs: Int64) {
        state.pointee.refusal = failure.pointee
        state.pointee.refusal.attempts = 0
        state.pointee.lockedOutUntilMs = untilMs
    }
}
