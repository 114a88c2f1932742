import Foundation
import Testing

@testable import Platform

@Suite("Clocks, random numbers, events, and the environment")
struct SystemTests {
    @Test("A given time is used instead of the clock")
    func now() {
        #expect(Now(ms: 5, wallMs: 7).wallMs == 7)
        let before = Clock.wallMs()
        let wallMs = Now(ms: 5).wallMs
        #expect(wallMs >= before && Now(ms: 5).ms == 5)
    }

    @Test("The clock does not step back, and the coarse one is not ahead of it")
    func clock() {
        let first = Clock.nowMs()
        #expect(Clock.coarseMs() <= Clock.nowMs())
        #expect(Clock.nowMs() >= first)
    }

    @Test("Jitter stays within its bound, reaches both ends, and follows from its seed")
    func jitter() {
        var jitter = Jitter(seed: 1)
        let numbers = (0..<1000).map { _ in jitter.upTo(3) }
        #expect(Set(numbers) == [0, 1, 2, 3])
        var same = Jitter(seed: 1)
        let sameNumbers = (0..<1000).map { _ in same.upTo(3) }
        #expect(sameNumbers == numbers)
        for bound in [0, -1, .min] as [Int64] {
            let number = jitter.upTo(bound)
            #expect(number == 0)
        }
        let large = jitter.upTo(.max)
        #expect(large >= 0)
    }

    @Test("An event is readable from its raise to its end, until it is lowered")
    func event() throws {
        let event = try Event()
        var seen = [isReadable(event.descriptor)]
        event.raise()
        event.raise()
        seen.append(isReadable(event.descriptor))
        event.lower()
        seen.append(isReadable(event.descriptor))
        event.lower()
        let isOwn = event.belongsToThisProcess
        #expect(seen == [false, true, false] && isOwn)
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&one, 1, 0) == 1
    }

    @Test("A variable of the environment, and the first one that is set")
    func environment() {
        let environment = ProcessEnvironment()
        #expect(environment.value("CODELAB_NO_SUCH_VARIABLE") == nil)
        #expect(environment.value("PATH").map(string) == ProcessInfo.processInfo.environment["PATH"])
        #expect(!environment.isIgnored)
        let found = NamedText(variables: "CODELAB_NO_SUCH_VARIABLE\0PATH\0HOME\0")
        #expect(found.map { string($0.name.bytes) } == "PATH")
        #expect(found.map { String(cString: $0.cString) } == ProcessInfo.processInfo.environment["PATH"])
        #expect(NamedText(variables: "CODELAB_NO_SUCH_VARIABLE\0") == nil)
        #expect(NamedText().text.isEmpty && NamedText().name.bytes.isEmpty)
    }

    @Test("Each of the secrets is found in a text, and the oldest of four is not kept")
    func secrets() {
        withBytes("text with SECRET-TWO") { text in
            var secrets = Secrets()
            #expect(!secrets.occur(in: text))
            withBytes("SECRET-TWO") { two in
                secrets.add(.none)
                secrets.add(two)
                #expect(secrets.occur(in: text))
                withBytes("OTHER") { other in
                    secrets.add(other)
                    secrets.add(other)
                    #expect(secrets.occur(in: text))
                    secrets.add(other)
                    #expect(!secrets.occur(in: text))
                }
            }
        }
    }

    @Test("A lock excludes another thread, and an owned value is destroyed with its owner")
    func lock() async throws {
        final class Shared: @unchecked Sendable {
            let lock: UnsafeMutablePointer<Lock>
            var count = 0
            init() throws { lock = try allocate(Lock()) }
            deinit { destroy(lock) }
        }
        let shared = try Shared()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<1000 {
                        shared.lock.pointee.acquire()
                        shared.count += 1
                        shared.lock.pointee.release()
                    }
                }
            }
        }
        #expect(shared.count == 4000)
    }

    @Test("A shortage without a reason from the system is reported as one of memory")
    func shortage() {
        #expect(Shortage.find() == .memory)
        #expect(!Shortage.lacksDescriptors(1))
    }
}
