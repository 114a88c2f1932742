import CCodelab
import Engine
import Platform
import Service
import Testing

@testable import Operations

@Suite("A pager reads a list to its end, or reports why it cannot")
struct PagerTests {
    private let transport = FakeTransport()
    private let pager: Held<Pager>

    init() throws { pager = try TestClient { $0.max_attempts = 2 }.pager() }

    private func page(_ ids: String..., total: Int? = nil) -> Reply { .response(200, Body.page(ids, total: total)) }

    /// Expects a page with these elements.
    private func expect(
        _ ids: String..., from reply: Reply, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let next = try transport.nextPage(pager, [reply])
        #expect(next.status == "CODELAB_OK" && next.ids == ids, sourceLocation: sourceLocation)
    }

    /// Expects the end of the list, now and later.
    private func expectEnd(_ replies: [Reply] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
        for replies in [replies, [], []] {
            let next = try transport.nextPage(pager, replies)
            #expect(next.status == "CODELAB_DONE" && next.ids == nil, sourceLocation: sourceLocation)
            #expect(transport.attempts == Int32(replies.count), sourceLocation: sourceLocation)
        }
    }

    /// Expects a failure of the list itself.
    private func expectProtocolError(
        _ text: String, from reply: Reply, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let next = try transport.nextPage(pager, [reply])
        #expect(next.status == "CODELAB_E_PROTOCOL" && next.ids == nil, sourceLocation: sourceLocation)
        #expect(transport.status == "CODELAB_E_PROTOCOL" && transport.attempts == 1, sourceLocation: sourceLocation)
        #expect(transport.record.pointee.http_status == 200, sourceLocation: sourceLocation)
        #expect(transport.message.hasPrefix("listing the instances failed: the "), sourceLocation: sourceLocation)
        #expect(transport.message.contains(text), "\(transport.message)", sourceLocation: sourceLocation)
    }

    private var offsets: [String] { transport.sent.map { String($0.url.drop { $0 != "?" }) } }

    @Test("To the total, each page after the elements that were read")
    func total() throws {
        try expect("a", "b", from: page("a", "b", total: 3))
        try expect("c", from: page("c", total: 3))
        try expectEnd()
        #expect(
            offsets == ["?feature=DEFAULT&limit=10&offset=0", "?feature=DEFAULT&limit=10&offset=2"])
    }

    @Test("Pages that are smaller than was asked for do not end the list")
    func smallPages() throws {
        for id in ["a", "b", "c"] { try expect(id, from: page(id, total: 3)) }
        try expectEnd()
        #expect(offsets.map { $0.suffix(8) } == ["offset=0", "offset=1", "offset=2"])
    }

    @Test("Without a total, an empty page ends the list")
    func noTotal() throws {
        try expect("a", from: page("a"))
        try expect("b", from: page("b"))
        try expectEnd([page()])
    }

    @Test("An empty list ends at once", arguments: [0, nil] as [Int?])
    func empty(total: Int?) throws {
        try expectEnd([.response(200, Body.page([], total: total))])
    }

    @Test("A total that is smaller than its page is ignored")
    func smallTotal() throws {
        try expect("a", "b", from: page("a", "b", total: 1))
        try expect("c", from: page("c", total: 0))
        try expectEnd([page()])
    }

    @Test("A page that repeats the one before is an error, in any order, and stays one")
    func repeated() throws {
        try expect("a", "b", from: page("a", "b", total: 4))
        for _ in 0..<2 { try expectProtocolError("offset 2 repeats an earlier one", from: page("b", "a", total: 4)) }
        try expect("c", "d", from: page("c", "d", total: 4))
        try expectEnd()
    }

    @Test("A cycle of pages is found, whatever its length")
    func cycle() throws {
        for length in 1...9 {
            let pager = try TestClient().pager()
            var read = 0
            var status = "CODELAB_OK"
            while status == "CODELAB_OK", read < 100 {
                status = try transport.nextPage(pager, [page("x\(read % length)", total: 1000)]).status
                read += 1
            }
            #expect(status == "CODELAB_E_PROTOCOL" && read <= 4 * length + 1)
        }
    }

    @Test("An empty page before the total is an error")
    func endsEarly() throws {
        try expect("a", from: page("a", total: 3))
        try expectProtocolError("ends after 1 elements", from: page(total: 3))
        try expectProtocolError("ends after 1 elements", from: page())
    }

    @Test("A list that changes meanwhile may repeat a page if its total changes as well")
    func changing() throws {
        try expect("a", "b", from: page("a", "b", total: 4))
        try expect("a", "b", from: page("a", "b", total: 6))
        try expect("c", "d", from: page("c", "d", total: 6))
        try expectEnd()
    }

    @Test("A list that shrinks below what was read ends with an empty page")
    func shrinking() throws {
        try expect("a", "b", from: page("a", "b", total: 4))
        try expectEnd([page(total: 1)])
    }

    @Test("A repeated page that reaches a new total does not end the list")
    func repeatedAtEnd() throws {
        try expect("a", "b", from: page("a", "b", total: 3))
        try expect("a", "b", from: page("a", "b", total: 4))
        try expectEnd([page(total: 4)])
    }

    @Test("A page that failed is asked for again by the next call")
    func failure() throws {
        try expect("a", from: page("a", total: 2))
        for (replies, status) in [
            ([.error(503), .error(503)], "CODELAB_E_SERVICE"), ([.error(403)], "CODELAB_E_PERMISSION"),
            ([.response(200, "x")], "CODELAB_E_PROTOCOL"),
        ] as [([Reply], String)] {
            let next = try transport.nextPage(pager, replies)
            #expect(next.status == status && next.ids == nil && transport.attempts == Int32(replies.count))
        }
        let next = try transport.nextPage(pager, [.error(502), page("b", total: 2)])
        #expect(next.ids == ["b"])
        #expect(Set(offsets.dropFirst().map { $0.suffix(8) }) == ["offset=1"])
        try expectEnd()
    }

    @Test("A pager that runs out of memory can go on")
    func outOfMemory() throws {
        pager.pointer.pointee.begin(deadlineMs: .max)
        pager.pointer.pointee.runOutOfMemory(transport.record)
        #expect(transport.next(pager) == .finished)
        #expect(pager.pointer.pointee.takePage(transport.record).status == CODELAB_E_NO_MEMORY.rawValue)
        try expect("a", from: page("a", total: 1))
    }

    @Test("Each list has its path")
    func paths() throws {
        let client = try TestClient()
        var record = codelab_error()
        try withUnsafeMutablePointer(to: &record) { record in
            let report = Report(record)
            let pagers = [
                try Pager.instances(client.pointer, nil, report), try Pager.images(client.pointer, nil, report),
                try Pager.flavors(client.pointer, nil, report),
                try withBytes("a") { try Pager.switchableFlavors(client.pointer, $0, report) },
            ]
            for pager in pagers.map({ Held($0) }) { try #expect(transport.nextPage(pager, [.noInstances]).ids == nil) }
        }
        #expect(
            transport.paths == [
                "GET /notebooks?feature=DEFAULT&limit=50&offset=0", "GET /images?limit=200&offset=0",
                "GET /notebooks/flavors?limit=200&offset=0", "GET /notebooks/a/flavors?limit=200&offset=0",
            ])
    }
}
