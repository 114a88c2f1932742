import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

private let show = "GET /notebooks/a"
private let stop = "POST /notebooks/a/stop"
private let change = "PUT /notebooks/a"
private let start = "POST /notebooks/a/start"
private let flavors = "GET /notebooks/a/flavors?limit=200&offset=0"
private let image = "GET /images/i-2"

/// Replies about the instance "a", which has the flavor "old" and the image "i-1" for x86.
private enum Service {
    static func instance(_ status: String, flavor: String = "old", image: String = "i-1") -> Reply {
        .response(
            200,
            Body.instance(
                "a", status,
                #","flavor":"\#(flavor)","image":{"id":"\#(image)","arch":"X86_64"}"#
                    + (status == "RUNNING" ? #","url":"https://u""# : "")))
    }

    static func image(_ members: String = "") -> Reply { .response(200, #"{"id":"i-2"\#(members)}"#) }

    static func flavors(_ ids: [String], _ members: String = "", total: Int? = nil) -> Reply {
        let data = ids.map { #"{"id":"\#($0)"\#(members)}"# }.joined(separator: ",")
        return .response(200, #"{"data":[\#(data)]\#(total.map { #","total":\#($0)"# } ?? "")}"#)
    }
}

@Suite("A switch loses no running instance")
struct SwitchSafetyTests {
    private let transport = FakeTransport()

    // MARK: - Before the stop

    /// A target that the checks refuse.
    struct Refusal: Sendable {
        let name: Comment
        var flavor: String?
        var imageID: String?
        let replies: [Reply]
        let paths: [String]
        var status = "CODELAB_E_ARGUMENT"
        let message: String
    }

    static let refusals: [Refusal] = [
        Refusal(
            name: "A flavor that is not offered", flavor: "new", replies: [Service.flavors(["x", "y"])],
            paths: [flavors], message: "flavor: the instance cannot be switched to new; possible: x, y"),
        Refusal(
            name: "No flavor is offered", flavor: "new", replies: [Service.flavors([])], paths: [flavors],
            message: "flavor: the instance cannot be switched to new"),
        Refusal(
            name: "A flavor on no page", flavor: "new",
            replies: [Service.flavors(["x"], total: 2), Service.flavors(["y"], total: 2)],
            paths: [flavors, "GET /notebooks/a/flavors?limit=200&offset=1"],
            message: "flavor: the instance cannot be switched to new; possible: y"),
        Refusal(
            name: "A flavor that is sold out", flavor: "new",
            replies: [Service.flavors(["new"], #","sold_out":true"#)], paths: [flavors], status: "CODELAB_E_QUOTA",
            message: "flavor: new is sold out; the instance was not stopped"),
        Refusal(
            name: "A flavor for another processor than that of the image", flavor: "new",
            replies: [Service.flavors(["new"], #","arch":"AARCH64""#)], paths: [flavors],
            message: "the image is for X86_64, the flavor for AARCH64"),
        Refusal(
            name: "An image that does not exist", imageID: "i-2", replies: [.error(404, "ModelArts.6309")],
            paths: [image], status: "CODELAB_E_NOT_FOUND", message: "reading the image"),
        Refusal(
            name: "An image that cannot be used", imageID: "i-2",
            replies: [Service.image(#","status":"CREATE_FAILED""#)], paths: [image],
            message: "image_id: the image cannot be used: it is CREATE_FAILED"),
        Refusal(
            name: "An image for another processor", imageID: "i-2",
            replies: [Service.image(#","status":"ACTIVE","arch":"aarch64""#)], paths: [image],
            message: "the image is for AARCH64, the flavor for X86_64"),
        Refusal(
            name: "A flavor and an image for different processors", flavor: "new", imageID: "i-2",
            replies: [
                Service.flavors(["new"], #","arch":"AARCH64""#), Service.image(#","arch":"X86_64""#),
            ],
            paths: [flavors, image], message: "the image is for X86_64, the flavor for AARCH64"),
        Refusal(
            name: "An image that is not for the category of the flavor", flavor: "new", imageID: "i-2",
            replies: [
                Service.flavors(["new"], #","category":"GPU""#), Service.image(#","resource_categories":["CPU"]"#),
            ],
            paths: [flavors, image], message: "image_id: the image is not for a flavor of category GPU"),
        Refusal(
            name: "The flavors may not be listed", flavor: "new", replies: [.error(403, "ModelArts.0108")],
            paths: [flavors], status: "CODELAB_E_PERMISSION", message: "listing the flavors to switch to"),
    ]

    @Test("A target that the instance cannot have leaves it running", arguments: refusals)
    func refused(_ one: Refusal) throws {
        let watch = try TestClient().switching(flavor: one.flavor, imageID: one.imageID, flags: 0)
        let result = try transport.run(watch, [Service.instance("RUNNING")] + one.replies)
        #expect(result.end == one.status, one.name)
        #expect(result.changes == ["RUNNING"], one.name)
        #expect(transport.paths == [show] + one.paths, one.name)
        #expect(transport.message.contains(one.message), "\(one.name): \(transport.message)")
    }

    @Test("A stopped instance is not changed to a target that it cannot have")
    func refusedStopped() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        let result = try transport.run(watch, [Service.instance("STOPPED"), Service.flavors(["x"])])
        #expect(result.end == "CODELAB_E_ARGUMENT" && transport.paths == [show, flavors])
    }

    @Test("A flavor that the instance got after it was read is not refused")
    func reachedMeanwhile() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        let result = try transport.run(
            watch,
            [Service.instance("RUNNING"), Service.flavors(["x", "old"]), Service.instance("RUNNING", flavor: "new")])
        #expect(result.end == "CODELAB_DONE" && transport.paths == [show, flavors, show])
    }

    @Test("A flavor that is not offered is refused, also if that of the instance is offered")
    func offeredBefore() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        let (instance, offered) = (Service.instance("RUNNING"), Service.flavors(["old"]))
        let result = try transport.run(watch, [instance, offered, instance, offered])
        #expect(result.end == "CODELAB_E_ARGUMENT" && transport.paths == [show, flavors, show, flavors])
    }

    @Test("After a refusal, the next call begins again")
    func afterRefusal() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        _ = try transport.run(watch, [Service.instance("RUNNING"), Service.flavors(["x"])])
        let again = try transport.run(
            watch,
            [
                Service.instance("RUNNING"), Service.flavors(["new"]), Service.instance("STOPPED"),
                .response(200, "{}"), Service.instance("RUNNING", flavor: "new"),
            ])
        #expect(again.end == "CODELAB_DONE")
        #expect(transport.paths == [show, flavors, show, flavors, stop, change, start])
    }

    @Test("A target that it can have is checked and switched to")
    func accepted() throws {
        let watch = try TestClient().switching(flavor: "new", imageID: "i-2", flags: 0)
        let result = try transport.run(
            watch,
            [
                Service.instance("RUNNING"), Service.flavors(["x"], total: 2), Service.flavors(["new"], total: 2),
                Service.image(#","status":"ACTIVE","arch":"X86_64","resource_categories":["CPU","GPU"]"#),
                Service.instance("STOPPING"), Service.instance("STOPPED"), .response(200, "{}"),
                Service.instance("RUNNING", flavor: "new", image: "i-2"),
            ])
        #expect(result.end == "CODELAB_DONE")
        #expect(
            transport.paths == [
                show, flavors, "GET /notebooks/a/flavors?limit=200&offset=1", image, stop, show, change, start,
            ])
    }

    @Test("A flavor that it has already is not checked, and a check can be left out")
    func unchecked() throws {
        let same = try TestClient().switching(flavor: "old", imageID: "i-2", flags: 0)
        _ = try transport.run(same, [Service.instance("RUNNING"), Service.image(#","status":"ERROR""#)])
        #expect(transport.paths == [show, image])
        let unchecked = try TestClient().switching(flavor: "new", flags: CODELAB_SWITCH_UNCHECKED)
        _ = try transport.run(
            unchecked,
            [
                Service.instance("RUNNING"), Service.instance("STOPPED"), .response(200, "{}"),
                Service.instance("RUNNING"),
            ])
        #expect(transport.paths.suffix(4) == [show, stop, change, start])
    }

    @Test("A check that fails for a while is repeated")
    func repeated() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        let result = try transport.run(watch, [Service.instance("RUNNING"), .error(503), Service.flavors(["x"])])
        #expect(result.end == "CODELAB_E_ARGUMENT" && transport.paths == [show, flavors, flavors])
    }

    @Test("A duration that the service would refuse is refused at once", arguments: [1, 3_599_999, 259_200_001, -2])
    func durations(_ durationMs: Int64) throws {
        #expect(throws: Failure.self) { _ = try TestClient().switching(flavor: "new", durationMs: durationMs) }
    }

    @Test("Durations that the service accepts", arguments: [-1, 0, 3_600_000, 259_200_000])
    func goodDurations(_ durationMs: Int64) throws {
        _ = try TestClient().switching(flavor: "new", durationMs: durationMs)
    }

    // MARK: - After the stop

    /// A failure after the instance was stopped, and what restores it.
    struct Restoring: Sendable {
        let name: Comment
        /// From the stop on.
        let replies: [Reply]
        let paths: [String]
        let status: String
        var message = "the switch failed, and the instance runs again as before: "
        var end = "RUNNING"
    }

    private static let stopped = Service.instance("STOPPED")
    private static let running = Service.instance("RUNNING")
    private static let done = Reply.response(200, "{}")
    private static let soldOut = Reply.error(400, "ModelArts.6329")

    static let restorings: [Restoring] = [
        Restoring(
            name: "The change is refused", replies: [stopped, .error(400, "ModelArts.6792"), running],
            paths: [stop, change, start], status: "CODELAB_E_ARGUMENT"),
        Restoring(
            name: "The start is refused: sold out", replies: [stopped, done, soldOut, done, running],
            paths: [stop, change, start, change, start], status: "CODELAB_E_QUOTA"),
        Restoring(
            name: "The instance fails while it starts",
            replies: [
                stopped, done, Service.instance("STARTING", flavor: "new"),
                Service.instance("START_FAILED", flavor: "new"), done, Service.instance("STARTING"), running,
            ],
            paths: [stop, change, start, show, change, start, show], status: "CODELAB_E_INSTANCE_FAILED"),
        Restoring(
            name: "Another program starts it meanwhile",
            replies: [stopped, .error(400, "ModelArts.6792"), .error(400, "ModelArts.6305"), running],
            paths: [stop, change, start, show], status: "CODELAB_E_ARGUMENT"),
        Restoring(
            name: "It cannot be changed back", replies: [stopped, done, soldOut, .error(403, "ModelArts.0108")],
            paths: [stop, change, start, change], status: "CODELAB_E_QUOTA",
            message: "the switch failed, and the instance could not be started again as before: ", end: "STOPPED"),
        Restoring(
            name: "It cannot be started again",
            replies: [stopped, .error(400, "ModelArts.6792"), .error(403, "ModelArts.0108")],
            paths: [stop, change, start], status: "CODELAB_E_ARGUMENT",
            message: "the switch failed, and the instance could not be started again as before: ", end: "STOPPED"),
        Restoring(
            name: "It fails again",
            replies: [
                stopped, .error(400, "ModelArts.6792"), Service.instance("STARTING"), Service.instance("START_FAILED"),
            ],
            paths: [stop, change, start, show], status: "CODELAB_E_ARGUMENT",
            message: "the switch failed, and the instance could not be started again as before: ",
            end: "START_FAILED"),
    ]

    @Test("After a failure that follows the stop, the instance is started again as it was", arguments: restorings)
    func restored(_ one: Restoring) throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        let result = try transport.run(watch, [Self.running, Service.flavors(["new"])] + one.replies)
        #expect(result.end == one.status, one.name)
        #expect(result.changes.last == one.end, one.name)
        #expect(transport.paths == [show, flavors] + one.paths, one.name)
        #expect(transport.message.hasPrefix(one.message), "\(one.name): \(transport.message)")
        // The next call begins again.
        watch.pointer.pointee.begin(deadlineMs: .max)
        if case .wait(let untilMs) = transport.next(watch) { transport.pass(untilMs - transport.nowMs) }
        #expect(try transport.send(watch).method == "GET")
    }

    @Test("It is changed back to what it was")
    func body() throws {
        let watch = try TestClient().switching(flavor: "new", imageID: "i-2", durationMs: 7_200_000, flags: 0)
        _ = try transport.run(
            watch,
            [
                Self.running, Service.flavors(["new"]), Service.image(), Self.stopped, Self.done, Self.soldOut,
                Self.done,
                Self.running,
            ])
        #expect(transport.sent.suffix(2).map(\.body) == [#"{"flavor":"old","image_id":"i-1"}"#, "{}"])
        #expect(transport.paths.last == start)
    }

    @Test("It stays stopped if the caller asked for that, or if it was stopped before")
    func staysStopped() throws {
        let refused = Reply.error(400, "ModelArts.6792")
        let asked = try TestClient().switching(flavor: "new", flags: CODELAB_SWITCH_STAY_STOPPED)
        let result = try transport.run(asked, [Self.running, Service.flavors(["new"]), Self.stopped, refused])
        #expect(result.end == "CODELAB_E_ARGUMENT" && transport.paths.last == change)
        let before = try TestClient().switching(flavor: "new", flags: 0)
        let other = try transport.run(before, [Self.stopped, Service.flavors(["new"]), refused])
        #expect(other.end == "CODELAB_E_ARGUMENT" && transport.paths.last == change)
    }

    @Test("Phases")
    func phases() throws {
        let watch = try TestClient().switching(flavor: "new", flags: 0)
        var phases: [codelab_phase] = []
        for reply in [
            Self.running, Service.flavors(["new"]), Self.stopped, Self.done, Self.soldOut, Self.done,
            Service.instance("STARTING"), Self.running,
        ] {
            watch.pointer.pointee.begin(deadlineMs: .max)
            if case .wait(let untilMs) = transport.next(watch) { transport.pass(untilMs - transport.nowMs) }
            transport.answer(watch, try transport.send(watch), reply)
            watch.pointer.pointee.takeInstance().map { freeResponse($0) }
            phases.append(watch.pointer.pointee.phase)
        }
        #expect(
            phases == [
                CODELAB_PHASE_CHECKING, CODELAB_PHASE_STOPPING, CODELAB_PHASE_CHANGING, CODELAB_PHASE_STARTING,
                CODELAB_PHASE_RESTORING, CODELAB_PHASE_RESTORING, CODELAB_PHASE_RESTORING, CODELAB_PHASE_RESTORING,
            ])
    }
}
