import Foundation
import Testing

@testable import Platform

@Suite("A line sink writes whole lines, and never waits")
struct LineSinkTests {
    private func write(_ text: String, to sink: borrowing LineSink) -> LineSink.Written {
        withBytes(text) { sink.write($0) }
    }

    /// Runs `body` with the ends of a pipe, which are closed afterwards.
    private func withPipe(_ body: (_ readEnd: Int32, _ writeEnd: Int32) throws -> Void) rethrows {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        defer { ends.forEach { close($0) } }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        try body(ends[0], ends[1])
    }

    private func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        let count = Foundation.read(descriptor, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    /// Runs `body` with the path of a new directory, which is removed afterwards.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "line-sink-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("An invalid descriptor is refused", arguments: [-1, 1_000_000] as [Int32])
    func none(descriptor: Int32) {
        let sink = LineSink(borrowing: descriptor)
        let (isOpen, written) = (sink.isOpen, write("x\n", to: sink))
        #expect(!isOpen && written == .nothing)
    }

    @Test("A pipe gets whole lines, and stays open")
    func pipes() {
        withPipe { readEnd, writeEnd in
            do {
                let sink = LineSink(borrowing: writeEnd)
                let written = [write("a\n", to: sink), write("b\n", to: sink)]
                #expect(written == [.all, .all])
            }
            #expect(read(readEnd) == "a\nb\n")
            #expect(fcntl(writeEnd, F_GETFD) >= 0)
        }
    }

    @Test("A line that is longer than a pipe takes at once is cut, with its end")
    func longLine() {
        withPipe { readEnd, writeEnd in
            let sink = LineSink(borrowing: writeEnd)
            let written1 = write(String(repeating: "x", count: 5000) + "\n", to: sink)
            #expect(written1 == .all)
            #expect(read(readEnd) == String(repeating: "x", count: 4095) + "\n")
        }
    }

    @Test("A full pipe takes nothing, whatever its flags, and keeps its flags", arguments: [0, O_NONBLOCK])
    func fullPipe(flags: Int32) {
        withPipe { readEnd, writeEnd in
            _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK)
            let filling = [UInt8](repeating: 0x2E, count: 4096)
            while Foundation.write(writeEnd, filling, filling.count) > 0 {}
            _ = fcntl(writeEnd, F_SETFL, flags)
            let sink = LineSink(borrowing: writeEnd)
            let written2 = write("a\n", to: sink)
            #expect(written2 == .nothing)
            #expect(fcntl(writeEnd, F_GETFL) & O_NONBLOCK == flags)
            _ = read(readEnd)
            let written3 = write("b\n", to: sink)
            #expect(written3 == .all)
        }
    }

    @Test("A pipe without a reader takes nothing, and raises no signal")
    func noReader() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        let sink = LineSink(borrowing: ends[1])
        close(ends[0])
        let written4 = write("a\n", to: sink)
        #expect(written4 == .nothing)
        close(ends[1])
        let written5 = write("a\n", to: sink)
        #expect(written5 == .nothing)
    }

    @Test("A descriptor that refers to another file now is not touched")
    func otherFile() {
        withPipe { readEnd, writeEnd in
            withPipe { _, first in
                let copy = dup(first)
                let sink = LineSink(borrowing: copy)
                let written6 = write("a\n", to: sink)
                #expect(written6 == .all)
                dup2(writeEnd, copy)
                let written7 = write("b\n", to: sink)
                #expect(written7 == .nothing)
                close(copy)
            }
            #expect(read(readEnd).isEmpty)
        }
    }

    @Test("Lines are written to a socket as well")
    func sockets() {
        var ends: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        defer { ends.forEach { close($0) } }
        let written8 = write("a\n", to: LineSink(borrowing: ends[0]))
        #expect(written8 == .all)
        #expect(read(ends[1]) == "a\n")
    }

    @Test("A file is made with mode 0600, and appended to")
    func files() throws {
        try withDirectory { directory in
            let path = directory + "/trace"
            for line in ["a\n", "b\n"] {
                let sink = LineSink(path: path)
                let written = write(line, to: sink)
                #expect(written == .all)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a\nb\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("A symbolic link, a directory, a FIFO without a reader and a path to nowhere are not opened")
    func refusedFiles() throws {
        try withDirectory { directory in
            let (link, fifo) = (directory + "/link", directory + "/fifo")
            symlink("/dev/null", link)
            mkfifo(fifo, 0o600)
            for path in [link, directory, fifo, directory + "/none/trace", ""] {
                let sink = LineSink(path: path)
                let isOpen = sink.isOpen
                #expect(!isOpen, "\(path)")
            }
        }
    }

    @Test("Kinds of files")
    func fileKinds() throws {
        try withDirectory { directory in
            let file = directory + "/file"
            let fifo = directory + "/fifo"
            mkfifo(fifo, 0o600)
            _ = FileManager.default.createFile(atPath: file, contents: nil)
            #expect(FileKind(path: file) == .file && FileKind(path: directory) == .directory)
            #expect(FileKind(path: fifo) == .unreadable && FileKind(path: directory + "/none") == .unreadable)
        }
    }
}
