import CCodelab
import Engine
import Platform
import Service

/// The way in, where an attempt has to find it first: by a fetch of its own, or by waiting for another's.
extension Attempt {
    mutating func beginSignIn(
        _ deadlineMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) {
        do throws(OutOfMemory) {
            signIn = try allocate(SignIn(client, deadlineMs: deadlineMs, record))
        } catch {
            if let round {
                client.pointee.session.abandon(round)
                Round.release(round)
            }
            round = nil
            throw error
        }
    }

    /// What the fetch that this attempt does or waits for asks for; `nil` when there is none, or it is over and well.
    mutating func signInStep(
        _ nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) throws(OutOfMemory) -> Preparation? {
        guard let round else { return nil }
        if let signIn {
            // A waiter may have taken over: then there is a token, or another fetch.
            if !round.pointee.hasEnded, let step = try signIn.pointee.next(nowMs: nowMs) {
                var activeMs = nowMs
                if case .wait(let untilMs) = step { activeMs = untilMs }
                round.pointee.note(activeMs: activeMs)
                return .step(step)
            }
            return endSignIn(signIn, round, nowMs, record)
        }
        if !round.pointee.hasEnded {
            let takeoverMs = round.pointee.takeoverMs(attemptTimeoutMs: client.pointee.attemptTimeoutMs)
            if nowMs < takeoverMs { return .step(.waitFor(event: round.pointee.descriptor, untilMs: takeoverMs)) }
            client.pointee.session.abandon(round)
        }
        defer {
            Round.release(round)
            self.round = nil
        }
        guard let failure = round.pointee.failure else { return nil }
        record.pointee = failure.pointee
        record.pointee.attempts = count
        return .failed(Failure(codelab_status(record.pointee.code)))
    }

    private mutating func endSignIn(
        _ signIn: UnsafeMutablePointer<SignIn>, _ round: UnsafeMutablePointer<Round>, _ nowMs: Int64,
        _ record: UnsafeMutablePointer<codelab_error>
    ) -> Preparation? {
        let outcome = signIn.pointee.outcome
        destroy(signIn)
        self.signIn = nil
        self.round = nil
        defer { Round.release(round) }
        switch outcome {
        case .granted(let grant, let renewAtMs, let expiresAtMs):
            keep(fresh: grant)
            client.pointee.session.finish(round, grant, renewAtMs: renewAtMs, expiresAtMs: expiresAtMs)
            return nil
        case .failed(let heldMs):
            let hasOther = client.pointee.session.fail(round, record, heldMs: heldMs, nowMs: nowMs)
            return hasOther ? nil : .failed(Failure(codelab_status(record.pointee.code)))
        case nil:
            client.pointee.session.abandon(round)
            return nil
        }
    }

    /// Whether the answer was for the signing in, and has been dealt with.
    mutating func takeSignInAnswer(
        _ exchange: UnsafeMutablePointer<Exchange>, nowMs: Int64, _ record: UnsafeMutablePointer<codelab_error>
    ) -> Bool {
        guard let signIn else { return false }
        note(exchange)
        signIn.pointee.trace(exchange, elapsedMs: nowMs &- startedMs, record)
        signIn.pointee.receive(exchange, nowMs: nowMs, record)
        return true
    }
}
