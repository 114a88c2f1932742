import CCodelab
import Platform
import Testing

@testable import Operations

/// What ``AuthState/acquire(nowMs:_:)`` answered, with the reference that came along.
private enum Seen: Equatable {
    case granted(UnsafeMutablePointer<AuthContext>)
    case wait(UnsafeMutablePointer<TokenFetch>)
    case fetch(UnsafeMutablePointer<TokenFetch>)
    case refused
}

/// An auth state, and the references taken from it, which are released at the end.
private final class Fixture {
    let state: UnsafeMutablePointer<AuthState>
    private var taken: [Seen] = []
    private(set) var told = codelab_error()

    init() throws { state = try allocate(AuthState(fixed: nil)) }

    deinit {
        for seen in taken {
            switch seen {
            case .granted(let context): AuthContext.release(context)
            case .wait(let fetch), .fetch(let fetch): TokenFetch.release(fetch)
            case .refused: break
            }
        }
        destroy(state)
    }

    func acquire(_ nowMs: Int64, mayFetch: Bool = true) throws -> Seen {
        let seen: Seen
        switch try state.pointee.acquire(nowMs: nowMs, mayFetch: mayFetch, &told) {
        case .granted(let context): seen = .granted(context)
        case .wait(let fetch): seen = .wait(fetch)
        case .fetch(let fetch): seen = .fetch(fetch)
        case .refused: seen = .refused
        }
        taken.append(seen)
        return seen
    }

    func fetch(_ nowMs: Int64) throws -> UnsafeMutablePointer<TokenFetch> {
        let seen = try acquire(nowMs)
        guard case .fetch(let fetch) = seen else { throw Unexpected(what: "\(seen)") }
        return fetch
    }

    func finish(_ fetch: UnsafeMutablePointer<TokenFetch>, renewAtMs: Int64, expiresAtMs: Int64) throws
        -> UnsafeMutablePointer<AuthContext>
    {
        let token: Literal = "token"
        let context = try allocate(
            AuthContext(
                endpoint: ("https://host" as Literal).bytes, projectID: ("project" as Literal).bytes,
                token: terminatedCopy(token.bytes), commonLines: .none))
        state.pointee.finish(fetch, context, renewAtMs: renewAtMs, expiresAtMs: expiresAtMs)
        return context
    }

    func fail(_ fetch: UnsafeMutablePointer<TokenFetch>, lockoutMs: Int64?, nowMs: Int64) -> Bool {
        var failure = codelab_error()
        failure.code = CODELAB_E_AUTHENTICATION.rawValue
        return state.pointee.fail(fetch, &failure, lockoutMs: lockoutMs, nowMs: nowMs)
    }
}

private struct Unexpected: Error {
    let what: String
}

@Suite("An auth state has one fetch at a time, and all waiters get its result")
struct AuthStateTests {
    @Test("The first caller fetches, the others wait, and then all have the same token")
    func oneFetch() throws {
        let fixture = try Fixture()
        let fetch = try fixture.fetch(0)
        #expect(try fixture.acquire(1) == .wait(fetch))
        #expect(try fixture.acquire(2) == .wait(fetch))
        #expect(!hasEnded(fetch))
        let context = try fixture.finish(fetch, renewAtMs: 100, expiresAtMs: 200)
        #expect(hasEnded(fetch))
        #expect(fetch.pointee.failure == nil)
        #expect(try fixture.acquire(3) == .granted(context))
    }

    @Test("Before the expiry one call renews while the others continue; after it they wait")
    func renewal() throws {
        let fixture = try Fixture()
        let context = try fixture.finish(fixture.fetch(0), renewAtMs: 100, expiresAtMs: 200)
        #expect(try fixture.acquire(99) == .granted(context))
        let fetch = try fixture.fetch(100)
        #expect(try fixture.acquire(150) == .granted(context))
        #expect(try fixture.acquire(200) == .wait(fetch))
        let next = try fixture.finish(fetch, renewAtMs: 1000, expiresAtMs: 2000)
        #expect(try fixture.acquire(201) == .granted(next))
    }

    @Test("A failed renewal keeps the old token, and is tried again after a delay")
    func failedRenewal() throws {
        let fixture = try Fixture()
        let context = try fixture.finish(fixture.fetch(0), renewAtMs: 100, expiresAtMs: 100_000)
        let fetch = try fixture.fetch(100)
        #expect(fixture.fail(fetch, lockoutMs: nil, nowMs: 110))
        #expect(fetch.pointee.failure == nil)
        #expect(try fixture.acquire(10_109) == .granted(context))
        #expect(try fixture.fetch(10_110) != fetch)
    }

    @Test("A renewal with a refused credential is tried again after the lock-out time")
    func refusedRenewal() throws {
        let fixture = try Fixture()
        let context = try fixture.finish(fixture.fetch(0), renewAtMs: 100, expiresAtMs: 100_000)
        #expect(fixture.fail(try fixture.fetch(100), lockoutMs: 60_000, nowMs: 110))
        #expect(try fixture.acquire(60_109) == .granted(context))
        _ = try fixture.fetch(60_110)
    }

    @Test("A call that has made its fetches uses the current token, waits, or is refused")
    func fetchedOften() throws {
        let fixture = try Fixture()
        #expect(try fixture.acquire(0, mayFetch: false) == .refused)
        #expect(fixture.told.code == CODELAB_E_AUTHENTICATION.rawValue)
        let fetch = try fixture.fetch(0)
        #expect(try fixture.acquire(0, mayFetch: false) == .wait(fetch))
        let context = try fixture.finish(fetch, renewAtMs: 100, expiresAtMs: 200)
        #expect(try fixture.acquire(1000, mayFetch: false) == .granted(context))
        _ = try fixture.fetch(1000)
    }

    @Test("Of two fetches the newer one is used, unless it has no result yet")
    func replaced() throws {
        let fixture = try Fixture()
        let first = try fixture.fetch(0)
        fixture.state.pointee.abandon(first)
        let second = try fixture.fetch(1)
        let early = try fixture.finish(first, renewAtMs: 100, expiresAtMs: 200)
        #expect(try fixture.acquire(2) == .granted(early))
        let late = try fixture.finish(second, renewAtMs: 100, expiresAtMs: 200)
        #expect(try fixture.acquire(3) == .granted(late))
        let third = try fixture.fetch(100)
        fixture.state.pointee.abandon(third)
        let fourth = try fixture.finish(fixture.fetch(101), renewAtMs: 1000, expiresAtMs: 2000)
        _ = try fixture.finish(third, renewAtMs: 100, expiresAtMs: 200)
        #expect(try fixture.acquire(102) == .granted(fourth))
    }

    @Test("A replaced fetch fails no waiter, unless the credential was refused")
    func replacedFailure() throws {
        let fixture = try Fixture()
        let first = try fixture.fetch(0)
        fixture.state.pointee.abandon(first)
        let second = try fixture.fetch(1)
        #expect(fixture.fail(first, lockoutMs: nil, nowMs: 2))
        #expect(try fixture.acquire(3) == .wait(second))
        #expect(!fixture.fail(first, lockoutMs: 1000, nowMs: 4))
        #expect(try fixture.acquire(5) == .refused)
    }

    @Test("A fetch is taken over when its request should have ended, counted from its last step")
    func takeover() throws {
        let fixture = try Fixture()
        let fetch = try fixture.fetch(1000)
        #expect(fetch.pointee.takeoverMs(attemptTimeoutMs: 500) == 1700)
        fetch.pointee.note(activeMs: 61_000)
        #expect(fetch.pointee.takeoverMs(attemptTimeoutMs: 500) == 61_700)
    }

    @Test("All waiters get a failure; the next caller tries again")
    func failure() throws {
        let fixture = try Fixture()
        let fetch = try fixture.fetch(0)
        #expect(try fixture.acquire(1) == .wait(fetch))
        #expect(!fixture.fail(fetch, lockoutMs: nil, nowMs: 2))
        #expect(fetch.pointee.failure?.pointee.code == CODELAB_E_AUTHENTICATION.rawValue)
        #expect(try fixture.fetch(3) != fetch)
    }

    @Test("A refused credential is blocked exactly for its lock-out time")
    func heldBack() throws {
        let fixture = try Fixture()
        #expect(!fixture.fail(try fixture.fetch(0), lockoutMs: 60_000, nowMs: 10))
        #expect(try fixture.acquire(11) == .refused)
        #expect(fixture.told.code == CODELAB_E_AUTHENTICATION.rawValue)
        #expect(try fixture.acquire(60_009) == .refused)
        _ = try fixture.fetch(60_010)
    }

    @Test("A caller that gives up a fetch wakes the others, and one of them takes over")
    func abandoned() throws {
        let fixture = try Fixture()
        let fetch = try fixture.fetch(0)
        #expect(try fixture.acquire(1) == .wait(fetch))
        fixture.state.pointee.abandon(fetch)
        #expect(hasEnded(fetch))
        #expect(fetch.pointee.failure == nil)
        let other = try fixture.fetch(2)
        #expect(try fixture.acquire(3) == .wait(other))
    }

    @Test("A hundred callers that were refused with the same token cause one fetch")
    func revoked() throws {
        let fixture = try Fixture()
        let context = try fixture.finish(fixture.fetch(0), renewAtMs: 100, expiresAtMs: 200)
        // Each of them has a reference, so its memory cannot be reused.
        #expect(try fixture.acquire(0) == .granted(context))
        fixture.state.pointee.revoke(context)
        let fetch = try fixture.fetch(1)
        let next = try fixture.finish(fetch, renewAtMs: 1000, expiresAtMs: 2000)
        for _ in 0..<99 { fixture.state.pointee.revoke(context) }
        #expect(try fixture.acquire(2) == .granted(next))
    }
}

@Suite("A token is renewed a tenth of its life before its expiry, by the clock that determined the expiry")
struct TokenLifeTests {
    @Test(
        "Times are the server's, so the local clock does not matter",
        arguments: [
            (86_400_000, 0, 1000, 85_801_000, 86_401_000), (30_000, 9000, 0, 18_900, 21_000),
            (10_000, 9000, 0, 9000, 10_000), (9000, 10_000, 5, 9005, 10_005), (5, 5, 0, 9000, 10_000),
            (nil, 50, 0, 85_800_000, 86_400_000), (.max, -5, 0, 2_591_400_000, 2_592_000_000),
            (.min, 5, 7, 2_591_400_007, 2_592_000_007),
        ] as [(Int64?, Int64, Int64, Int64, Int64)])
    func life(end: Int64?, serverMs: Int64, nowMs: Int64, renewAtMs: Int64, expiresAtMs: Int64) {
        let life = TokenLife(expiresAtMs: end, serverMs: serverMs, nowMs: nowMs)
        #expect(life.renewAtMs == renewAtMs)
        #expect(life.expiresAtMs == expiresAtMs)
    }
}

private func hasEnded(_ fetch: UnsafeMutablePointer<TokenFetch>) -> Bool { fetch.pointee.hasEnded }
