import Platform
import Testing

@testable import Engine

@Suite("Limits of an operation")
struct BoundsTests {
    private func withBounds<Result>(deadlineMs: Int64, _ body: (Bounds, borrowing Owned<Cancel>) throws -> Result)
        throws -> Result
    {
        let cancel = try Owned(Cancel(deadlineMs: deadlineMs))
        return try body(Bounds(cancel.pointer), cancel)
    }

    @Test("Without a cancel object nothing ends the wait")
    func unbounded() {
        let bounds = Bounds(nil)
        #expect(bounds.interruption(nowMs: .max) == nil)
    }

    @Test(
        "The earlier one of two deadlines is used",
        arguments: [(100, 50, 50), (50, 100, 50), (.max, 100, 100), (100, .max, 100)] as [(Int64, Int64, Int64)])
    func deadlines(ofCancelMs: Int64, ownMs: Int64, endMs: Int64) throws {
        let cancel = try Owned(Cancel(deadlineMs: ofCancelMs))
        let bounds = Bounds(cancel.pointer, deadlineMs: ownMs)
        #expect(bounds.interruption(nowMs: endMs - 1) == nil)
        #expect(bounds.interruption(nowMs: endMs) == .deadline)
    }

    @Test(
        "A wait never lasts longer than a minute at once",
        arguments: [
            (0, 50, 50), (0, 900_000, 60_000), (200, 100, 0), (.min, .max, 60_000), (100, 100, 0), (.max, .min, 0),
            (100, .min, 0), (-100, .max, 60_000),
        ] as [(Int64, Int64, Int32)])
    func waits(nowMs: Int64, untilMs: Int64, waitMs: Int32) {
        #expect(EventLoop.timeoutMs(nowMs, untilMs) == waitMs)
    }

    @Test("The deadline takes effect when it is reached; a cancel object stays triggered")
    func interruptions() throws {
        try withBounds(deadlineMs: 100) { bounds, cancel in
            #expect(bounds.interruption(nowMs: 99) == nil)
            #expect(bounds.interruption(nowMs: 100) == .deadline)
            cancel.pointer.pointee.trigger()
            cancel.pointer.pointee.trigger()
            let isTriggered = cancel.pointer.pointee.isTriggered
            #expect(isTriggered)
            #expect(bounds.interruption(nowMs: 0) == .cancelled)
            #expect(bounds.interruption(nowMs: 100) == .cancelled)
        }
    }
}

@Suite("Headers become libcurl's list without being copied")
struct HeaderListTests {
    @Test("Each line is an entry, in order", arguments: [0, 1, 4])
    func lines(count: Int) throws {
        var buffer = ByteBuffer()
        for index in 0..<count {
            try buffer.append("Name: ")
            try buffer.append(byte: UInt8(ascii: "a") + UInt8(index))
            try buffer.append(byte: 0)
        }
        let headers = try HeaderList(lines: buffer)
        var found: [String] = []
        headers.view.forEach {
            found.append(String(decoding: UnsafeBufferPointer(start: $0.start, count: $0.count), as: UTF8.self))
        }
        #expect(found == (0..<count).map { "Name: \("abcd".map(String.init)[$0])" })
    }
}
