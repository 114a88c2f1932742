import Platform
import Testing

@testable import Engine

@Suite("The lines of a response before and after its body")
struct ResponseHeadTests {
    /// Takes the lines until one is rejected.
    private func take(_ lines: [String], into head: inout HeadValidator) -> HeadValidator.Fault? {
        for line in lines {
            let bytes = Array((line + "\r\n").utf8)
            let fault = bytes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.flatMap { head.take(Bytes($0, count: buffer.count)) }
            }
            if let fault { return fault }
        }
        return nil
    }

    @Test("A head ends with its empty line; the head of an interim response is followed by another")
    func completeness() {
        var head = HeadValidator()
        var states: [Bool] = []
        for line in ["HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK", "Date: x", "", "X-Trailer: y"] {
            #expect(take([line], into: &head) == nil)
            states.append(head.isComplete)
        }
        #expect(states == [false, true, false, false, true, true])
    }

    @Test(
        "Lengths that contradict each other are rejected",
        arguments: [
            (["Content-Length: 5"], nil), (["Content-Length: 5", "content-length:\t05 "], nil),
            (["Content-Length: 5, 5"], nil), (["Content-Length: 5, 6"], .ambiguousLength),
            (["Content-Length: 5", "Content-Length: 6"], .ambiguousLength),
            (["Content-Length: 5", "Content-Length: 99999999999999999999999"], .ambiguousLength),
            (["Content-Length: 5", "Transfer-Encoding: chunked"], .ambiguousLength),
            (["transfer-encoding: chunked", "CONTENT-LENGTH: 5"], .ambiguousLength),
            (["Content-Length: 5", "Content-Lengthy: 6", "Content: 7", "C", "T", "Transfer-Encodings: x"], nil),
            (["Content-Length: 5", "HTTP/1.1: in between", "Content-Length: 6"], .ambiguousLength),
            (["Content-Length:"], nil), (["Content-Length: five"], nil),
            (["Content-Length: -5", "Content-Length: 5"], nil),
        ] as [([String], HeadValidator.Fault?)])
    func lengths(lines: [String], fault: HeadValidator.Fault?) {
        var head = HeadValidator()
        #expect(take(["HTTP/1.1 200 OK"] + lines + [""], into: &head) == fault)
    }

    @Test("Each response of a transfer has its own length, and trailers have no length")
    func separateHeads() {
        var head = HeadValidator()
        let lines = ["HTTP/1.1 103 Early Hints", "Content-Length: 1", "", "HTTP/1.1 200 OK", "Content-Length: 2", ""]
        #expect(take(lines + ["Content-Length: 3", "Transfer-Encoding: chunked"], into: &head) == nil)
        #expect(!head.endsWithConnection)
    }

    @Test(
        "A body without a length ends with the connection",
        arguments: [
            ([], true), (["Content-Length: 0"], false), (["Transfer-Encoding: chunked"], false),
        ] as [([String], Bool)])
    func ends(lines: [String], endsWithConnection: Bool) {
        var head = HeadValidator()
        #expect(take(["HTTP/1.1 200 OK"] + lines + [""], into: &head) == nil)
        #expect(head.endsWithConnection == endsWithConnection)
    }

    @Test("All lines together have a limit", arguments: [(0, nil), (1, .tooLarge)] as [(Int, HeadValidator.Fault?)])
    func limit(excess: Int, fault: HeadValidator.Fault?) {
        var head = HeadValidator()
        let start = ["HTTP/1.1 200 OK", "Content-Length: 2", ""]
        #expect(take(start, into: &head) == nil)
        let used = start.reduce(0) { $0 + $1.utf8.count + 2 }
        let trailer = String(repeating: "t", count: HeadValidator.limitBytes - used - 2 + excess)
        #expect(take([trailer], into: &head) == fault)
    }
}
