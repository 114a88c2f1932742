import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A watch waits out temporary failures, and reports the others; calling again polls again")
struct WatchFailureTests {
    private let transport = FakeTransport()

    private func client() throws -> TestClient { try TestClient { $0.max_attempts = 3 } }

    private static let passingReplies: [(Comment, Reply)] = [
        ("503", .error(503)), ("502", .error(502)), ("500", .error(500)), ("408", .error(408)), ("429", .error(429)),
        ("no connection", .failed(.connect)), ("no address", .failed(.resolve)),
        ("lost", .failed(.connectionLost, timesSent: 1)), ("no response in time", .failed(.timeout, timesSent: 1)),
        ("busy", .error(400, "ModelArts.6357")), ("one answer that is not valid", .response(200, "<html>")),
        ("the page of a gateway", .error(404)),
        ("a proxy that is busy", .failed(.connectionLost).with { $0.proxyStatus = 503 }),
    ]

    @Test("Temporary failures are waited out, with the delays of the watch", arguments: passingReplies)
    private func passing(_ name: Comment, _ reply: Reply) throws {
        let watch = try client().watch()
        let change = try transport.nextChange(watch, [reply, reply, .instance])
        #expect(change == ("CODELAB_OK", "CREATING"), name)
        #expect(transport.pauses() == [1000, 2000], name)
    }

    private static let lastingReplies: [(Comment, Reply, String)] = [
        ("not there", .error(404, "ModelArts.0015"), "NOT_FOUND"), ("gone", .error(400, "ModelArts.6309"), "NOT_FOUND"),
        ("no such route", .error(404, "APIG.0101"), "NOT_FOUND"), ("not allowed", .error(403), "PERMISSION"),
        ("no token", .error(401), "AUTHENTICATION"), ("refused", .error(400), "ARGUMENT"),
        ("a conflict", .error(400, "ModelArts.6347"), "CONFLICT"), ("no certificate", .failed(.tls), "TLS"),
        ("a redirect", .error(302), "SERVICE"), ("no memory", .failed(.outOfMemory), "NO_MEMORY"),
        ("sold out", .error(400, "ModelArts.6329"), "QUOTA"),
        ("a proxy that refuses", .failed(.connectionLost).with { $0.proxyStatus = 403 }, "CONNECT"),
    ]

    @Test("Other failures are reported at once, and the next call polls after the delay", arguments: lastingReplies)
    private func lasting(_ name: Comment, _ reply: Reply, _ status: String) throws {
        let watch = try client().watch()
        for _ in 0..<2 {
            let change = try transport.nextChange(watch, [reply])
            #expect(change == ("CODELAB_E_" + status, nil), name)
            #expect(transport.status == "CODELAB_E_" + status && transport.attempts == 1, name)
        }
        #expect(try transport.nextChange(watch, [.instance]).instance == "CREATING", name)
        #expect(transport.pauses() == [1000, 2000], name)
    }

    @Test("Retry-After is obeyed, however long, and a shorter one than the delay is not")
    func retryAfter() throws {
        let watch = try client().watch()
        _ = try transport.nextChange(
            watch,
            [
                .error(503, headers: ["Retry-After": "3600"]), .error(503, headers: ["Retry-After": "1"]), .instance,
            ])
        #expect(transport.pauses() == [3_600_000, 2000])
    }

    @Test("A request that was lost with its connection is repeated at once, and the next ones after a delay")
    func losses() throws {
        let watch = try client().watch()
        let lost = Reply.failed(.connectionLost, timesSent: 1, loss: .silent)
        _ = try transport.nextChange(watch, [lost, lost, lost, .instance])
        #expect(transport.pauses().count == 3 && transport.pauses()[0] == 0)
        #expect(transport.pauses()[1...].allSatisfy { $0 >= 1000 })
        #expect(transport.sent.map(\.connectsAfresh) == [false, true, true, true])
        #expect(transport.sent.allSatisfy { $0.silenceMs == 10_000 })
    }

    // MARK: - Answers that are not valid

    @Test(
        "max_attempts consecutive answers that are not valid are reported, and then the count begins anew",
        arguments: [.response(200, "x"), .response(200, ""), .error(404), .failed(.malformed)] as [Reply])
    func invalid(_ reply: Reply) throws {
        let watch = try client().watch()
        for _ in 0..<2 {
            let change = try transport.nextChange(watch, [reply, reply, reply])
            #expect(change.status == (reply.httpStatus == 404 ? "CODELAB_E_NOT_FOUND" : "CODELAB_E_PROTOCOL"))
            #expect(transport.attempts == 3)
        }
        #expect(try transport.nextChange(watch, [reply, reply, .instance]).status == "CODELAB_OK")
    }

    @Test("A valid answer in between resets the count")
    func validInBetween() throws {
        let watch = try client().watch()
        let (bad, same) = (Reply.response(200, "x"), Reply.instance)
        _ = try transport.nextChange(watch, [same])
        let change = try transport.nextChange(
            watch, [bad, bad, same, bad, bad, .response(200, Body.instance("a", "STARTING"))])
        #expect(change.instance == "STARTING")
    }

    @Test("An answer about another instance is not valid")
    func otherInstance() throws {
        let watch = try client().watch()
        let other = Reply.response(200, Body.instance("b"))
        #expect(try transport.nextChange(watch, [other, other, other]).status == "CODELAB_E_PROTOCOL")
    }

    // MARK: - Deleted

    @Test(
        "Until deleted: a response that the instance is gone ends the watch",
        arguments: [(400, "6309"), (400, "6404"), (404, "0015"), (400, "6357"), (404, "6623")] as [(Int32, String)])
    func gone(httpStatus: Int32, code: String) throws {
        let watch = try client().watch(until: CODELAB_UNTIL_DELETED)
        _ = try transport.nextChange(watch, [.response(200, Body.instance("a", "DELETING"))])
        for replies in [[.error(httpStatus, "ModelArts." + code)], []] as [[Reply]] {
            let change = try transport.nextChange(watch, replies)
            #expect(change == ("CODELAB_DONE", nil))
            #expect(transport.attempts == Int32(replies.count))
        }
        #expect(watch.pointer.pointee.phase == CODELAB_PHASE_ENDED)
    }

    @Test(
        "Until deleted: other failures do not end the watch",
        arguments: [(404, ""), (503, "ModelArts.6309"), (403, "ModelArts.6357"), (404, "APIG.0101")]
            as [(Int32, String)])
    func notGone(httpStatus: Int32, code: String) throws {
        let watch = try client().watch(until: CODELAB_UNTIL_DELETED)
        watch.pointer.pointee.begin(deadlineMs: .max)
        transport.answer(watch, try transport.send(watch), .error(httpStatus, code))
        _ = transport.next(watch)
        #expect(watch.status != "CODELAB_DONE")
    }

    @Test("Without that goal, 6357 is waited out and 6309 is reported")
    func otherGoals() throws {
        let watch = try client().watch(until: CODELAB_UNTIL_STOPPED)
        let change = try transport.nextChange(watch, [.error(400, "ModelArts.6357"), .error(400, "ModelArts.6309")])
        #expect(change.status == "CODELAB_E_NOT_FOUND" && transport.attempts == 2)
    }

    // MARK: - Signing in

    @Test("Temporary failures of IAM are waited out, and a wrong password is reported")
    func signIn() throws {
        let client = try TestClient.password { $0.max_attempts = 1 }
        let watch = try client.watch()
        _ = try transport.nextChange(watch, [.error(503), .error(503), .token(), .instance])
        #expect(transport.pauses() == [1000, 2000, 0])
        let other = try TestClient.password().watch()
        let wrong = try transport.nextChange(other, [.error(401)])
        #expect(wrong.status == "CODELAB_E_AUTHENTICATION")
        let held = try transport.nextChange(other, [])
        #expect(held.status == "CODELAB_E_AUTHENTICATION" && transport.attempts == 0)
    }
}
