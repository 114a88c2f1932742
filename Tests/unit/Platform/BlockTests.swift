import Testing

@testable import Platform

/// What a block has, as values that can be compared.
private struct Contents: Equatable {
    let bytes: [UInt8]?
    let hasHead: Bool

    init(_ block: borrowing Block) {
        let count = block.count
        bytes = block.bytes.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
        hasHead = block.head != nil
    }

    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

@Suite("A block holds a head, the bytes of a response, and what is made from them")
struct BlockTests {
    private func fill(_ block: inout Block, _ pieces: [[UInt8]]) throws {
        for piece in pieces { try withBytes(piece) { try block.append($0.start, count: $0.count) } }
    }

    private func sealed(_ text: String = "", headBytes: Int = 16) throws -> Block {
        var block = Block(headBytes: headBytes)
        try fill(&block, [Array(text.utf8)])
        try block.seal()
        return block
    }

    /// Returns true if `body` finds no memory.
    private func isRefused(_ body: () throws(ResourceExhausted) -> Void) -> Bool {
        do throws(ResourceExhausted) {
            try body()
            return false
        } catch {
            return true
        }
    }

    @Test("Nothing is allocated before the first byte arrives")
    func empty() {
        var block = Block(headBytes: 100)
        #expect(Contents(block).bytes == nil && !Contents(block).hasHead)
        block.removeAll()
        let head = block.takeHead()
        #expect(head == nil)
        // Memory for structures comes after the bytes.
        let isRefused = isRefused { () throws(ResourceExhausted) in _ = try block.allocate(8) }
        #expect(isRefused)
    }

    @Test(
        "Bytes are kept over every growth, and end with a NUL",
        arguments: [(0, 1, 1), (1, 1, 5000), (24, 1000, 300), (200, 70_000, 3)] as [(Int, Int, Int)])
    func bytes(headBytes: Int, pieceBytes: Int, pieces: Int) throws {
        var block = Block(headBytes: headBytes)
        let data = (0..<pieces).map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: pieceBytes) }
        try fill(&block, data)
        try block.seal()
        try block.seal()
        #expect(Contents(block).bytes == data.flatMap { $0 })
        let end = block.bytes.map { $0[pieceBytes * pieces] }
        #expect(end == 0)
        let distance = block.head.map { Int(bitPattern: block.bytes) - Int(bitPattern: $0) }
        #expect(distance == (headBytes + 15) & ~15)
    }

    @Test("A reservation for all bytes makes one allocation, which does not move")
    func reserve() throws {
        var block = Block(headBytes: 8)
        try block.reserve(10_000)
        let start = block.bytes
        try fill(&block, [[UInt8](repeating: 1, count: 10_000)])
        try block.seal()
        // Half as much again is there for structures.
        _ = try block.allocate(5000)
        let isExtended = block.extendLast(by: 8)
        let end = block.bytes
        #expect(isExtended && start == end)
    }

    @Test("A response of no bytes can be sealed")
    func noBytes() throws {
        var block = Block(headBytes: 8)
        try block.seal()
        #expect(Contents(block).bytes == [] && Contents(block).hasHead)
    }

    @Test("More than a block may hold is refused, and changes nothing", arguments: [Block.limitBytes, .max, .max - 1])
    func limit(bytes: Int) throws {
        var block = Block(headBytes: 8)
        var refusals = [isRefused { () throws(ResourceExhausted) in try block.reserve(bytes) }]
        try fill(&block, [[1]])
        refusals.append(isRefused { () throws(ResourceExhausted) in try block.reserve(bytes) })
        try block.seal()
        refusals.append(isRefused { () throws(ResourceExhausted) in _ = try block.allocate(bytes) })
        refusals.append(isRefused { () throws(ResourceExhausted) in _ = try block.allocate(-1) })
        #expect(refusals == [true, true, true, true])
        _ = try block.allocate(8)
        #expect(Contents(block).bytes == [1])
    }

    @Test("Structures are aligned, do not overlap, and do not change the bytes")
    func structures() throws {
        var block = try sealed("abc")
        var places: [(UnsafeMutableRawPointer, Int)] = []
        for index in 0..<500 {
            let size = index * 7 % 300
            let place = try block.allocate(size)
            place.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: index), count: size)
            #expect(Int(bitPattern: place) % 8 == 0)
            places.append((place, size))
        }
        for (index, (place, size)) in places.enumerated() {
            let bytes = UnsafeRawBufferPointer(start: place, count: size)
            #expect(bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) })
        }
        #expect(Contents(block).text == "abc")
    }

    @Test("All structures of a block together have a limit")
    func structureLimit() throws {
        var block = try sealed()
        var pieces = 0
        while pieces < 100, !isRefused({ () throws(ResourceExhausted) in _ = try block.allocate(Block.limitBytes / 8) })
        {
            pieces += 1
        }
        #expect(pieces >= 4 && pieces < 8)
    }

    @Test("The last structure is extended if there is room after it")
    func extendLast() throws {
        var block = try sealed()
        let first = try block.allocate(8)
        let isExtended = block.extendLast(by: 8)
        let second = try block.allocate(8)
        let isExtendedFar = block.extendLast(by: 1 << 20)
        #expect(isExtended && second == first + 16 && !isExtendedFar)
        var unsealed = Block(headBytes: 0)
        let isUnsealedExtended = unsealed.extendLast(by: 8)
        #expect(!isUnsealedExtended)
    }

    @Test("The head can be taken, and then the taker owns the memory")
    func takeHead() throws {
        var block = try sealed("abc")
        // Another chunk, which belongs to the head as well.
        _ = try block.allocate(100_000)
        let head = block.takeHead()
        let again = block.takeHead()
        let taken = try #require(head)
        #expect(again == nil && Contents(block).bytes == nil)
        #expect(String(cString: (taken + 16).assumingMemoryBound(to: CChar.self)) == "abc")
        Block.release(Block.chunk(ofHead: taken))
        // The block can be used for another response.
        try fill(&block, [Array("de".utf8)])
        try block.seal()
        #expect(Contents(block).text == "de")
        block.removeAll()
        #expect(Contents(block).bytes == nil)
    }
}
