import CCodelab
import Engine
import Platform
import Service

/// Fetches a token or a project id, or waits for another sender that fetches it.
extension RequestSender {
    mutating func beginSignIn(
        _ deadlineMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) {
        do throws(ResourceExhausted) {
            signIn = try allocate(SignIn(settings, deadlineMs: deadlineMs, record))
        } catch {
            if let fetch {
                client.pointee.auth.abandon(fetch)
                TokenFetch.release(fetch)
            }
            fetch = nil
            throw error
        }
    }

    /// Returns the next step of the fetch that this sender does or waits for; `nil` if there is none or it has
    /// succeeded.
    mutating func signInStep(
        _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(ResourceExhausted) -> Preparation? {
        let nowMs = now.ms
        guard let fetch else { return nil }
        if let signIn {
            // A waiter may have taken over. Then there is a token, or another fetch.
            if !fetch.pointee.hasEnded, var step = try signIn.pointee.next(now) {
                var activeMs = nowMs
                if case .wait(let untilMs) = step { activeMs = untilMs }
                if case .send(let destination, var request) = step {
                    request.connectsAfresh = connectsAfresh
                    step = .send(destination, request)
                }
                fetch.pointee.note(activeMs: activeMs)
                return .step(step)
            }
            return endSignIn(signIn, fetch, nowMs, record)
        }
        if !fetch.pointee.hasEnded {
            let takeoverMs = fetch.pointee.takeoverMs(attemptTimeoutMs: settings.pointee.attemptTimeoutMs)
            if nowMs < takeoverMs { return .step(.waitFor(event: fetch.pointee.descriptor, untilMs: takeoverMs)) }
            client.pointee.auth.abandon(fetch)
        }
        defer {
            TokenFetch.release(fetch)
            self.fetch = nil
        }
        guard let failure = fetch.pointee.failure else { return nil }
        record.pointee = failure.pointee
        return .failed(Failure(codelab_status(record.pointee.code)))
    }

    private mutating func endSignIn(
        _ signIn: UnsafeMutablePointer<SignIn>, _ fetch: UnsafeMutablePointer<TokenFetch>, _ nowMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> Preparation? {
        let outcome = signIn.pointee.outcome
        destroy(signIn)
        self.signIn = nil
        self.fetch = nil
        defer { TokenFetch.release(fetch) }
        switch outcome {
        case .granted(let context, let renewAtMs, let expiresAtMs):
            keep(fresh: context)
            client.pointee.auth.finish(fetch, context, renewAtMs: renewAtMs, expiresAtMs: expiresAtMs)
            return nil
        case .failed(let lockoutMs):
            let hasOther = client.pointee.auth.fail(fetch, record, lockoutMs: lockoutMs, nowMs: nowMs)
            return hasOther ? nil : .failed(Failure(codelab_status(record.pointee.code)))
        case nil:
            client.pointee.auth.abandon(fetch)
            return nil
        }
    }

    /// Returns true if the response came from IAM, after handling it.
    mutating func takeSignInResponse<Finished: FinishedTransfer & ~Copyable>(
        _ transfer: UnsafeMutablePointer<Finished>, _ now: Now, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Bool {
        guard let signIn else { return false }
        note(transfer)
        signIn.pointee.receive(transfer, isUrgent: isUrgent, now, record)
        return true
    }
}
