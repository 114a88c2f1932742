import Platform
import Testing

@testable import Engine

@Suite("Unused loops are kept for a while")
struct IdleLoopsTests {
    private func loop(lastUsedMs: Int64) throws -> UnsafeMutablePointer<EventLoop> {
        let loop = try allocate(EventLoop())
        loop.pointee.lastUsedMs = lastUsedMs
        return loop
    }

    private func idle(usedAtMs times: [Int64]) throws -> IdleLoops {
        var idle = IdleLoops()
        for time in times { idle.push(try loop(lastUsedMs: time)) }
        return idle
    }

    /// When the loops of a list were used; destroys them.
    private func times(_ loops: UnsafeMutablePointer<EventLoop>?) -> [Int64] {
        var found: [Int64] = []
        var link = loops
        while let loop = link {
            found.append(loop.pointee.lastUsedMs)
            link = loop.pointee.next
        }
        IdleLoops.destroyAll(loops)
        return found
    }

    @Test("The one that was used last is taken first")
    func order() throws {
        var idle = try idle(usedAtMs: [1, 2, 3])
        for expected in [3, 2, 1] as [Int64] {
            let first = idle.popFirst()
            let loop = try #require(first)
            #expect(times(loop) == [expected])
        }
        let none = idle.popFirst()
        #expect(none == nil)
        #expect(idle.count == 0)
    }

    @Test(
        "Elements that were not used since a time are removed, and the others are kept",
        arguments: [(0, 4), (10, 4), (11, 3), (31, 1), (40, 1), (41, 0), (.max, 0)] as [(Int64, Int)])
    func unused(sinceMs: Int64, kept: Int) throws {
        let all: [Int64] = [10, 20, 30, 40]
        var idle = try idle(usedAtMs: all)
        let unused = times(idle.takeUnused(sinceMs: sinceMs))
        #expect(unused == all.dropLast(kept).reversed())
        #expect(idle.count == kept)
        // What is left works as before: one more comes, and all are found.
        idle.push(try loop(lastUsedMs: 50))
        let rest = times(idle.takeAll())
        #expect(rest == [50] + all.suffix(kept).reversed())
        #expect(idle.count == 0)
        let none = idle.takeUnused(sinceMs: .max)
        #expect(none == nil)
    }

    @Test("A loop that is returned to the pool is the last one to be removed")
    func reuse() throws {
        var idle = try idle(usedAtMs: [10, 20])
        let first = idle.popFirst()
        let warm = try #require(first)
        warm.pointee.lastUsedMs = 10_015
        idle.push(warm)
        let unused = times(idle.takeUnused(sinceMs: 15))
        #expect(unused == [10])
        let rest = times(idle.takeAll())
        #expect(rest == [10_015])
    }
}
