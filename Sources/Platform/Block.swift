package import CPlatform

/// The memory of one answer: a head for what will describe it, the answer's bytes, and room for what is made from them.
///
///     | chunk | head | bytes | NUL, padding | arena … |   → further chunks, when the arena was too small
///
/// Everything is given back at once, and what was used of it is overwritten first, since an answer carries a token.
/// Usually it is one allocation: bytes are parsed where they arrived, and structures grow behind them.
public struct Block: ~Copyable {
    /// The largest memory that one answer may make us hold, its bytes and all structures.
    package static var limitBytes: Int { 96 << 20 }

    private var first: UnsafeMutablePointer<cplatform_chunk>?
    private let headBytes: Int
    package private(set) var count = 0
    /// The arena's free part: in the first chunk once the bytes are sealed, later in the newest.
    private var arenaStart: UnsafeMutableRawPointer?
    /// Where the newest chunk ends.
    private var arenaEnd: UnsafeMutableRawPointer?
    private var totalBytes = 0

    /// Nothing is allocated before the first byte arrives.
    package init(headBytes: Int) {
        // Rounded up, so that the bytes behind begin at a multiple of sixteen.
        self.headBytes = (headBytes &+ 15) & ~15
    }

    deinit {
        noteUse()
        Self.release(first)
    }

    package static func release(_ chunk: UnsafeMutablePointer<cplatform_chunk>?) {
        var next = chunk
        while let current = next {
            next = current.pointee.next
            cplatform_release(current, current.pointee.used_bytes)
        }
    }

    /// Writes down how far the newest chunk has been used, before another one follows or somebody else owns it.
    private func noteUse() {
        guard let first, let arenaStart else { return }
        let newest = first.pointee.next ?? first
        newest.pointee.used_bytes = arenaStart - UnsafeMutableRawPointer(newest)
    }

    /// The chunk whose head is at `head`; see ``release(_:)`` for what it is good for.
    package static func chunk(ofHead head: UnsafeMutableRawPointer) -> UnsafeMutablePointer<cplatform_chunk> {
        (head - prefixBytes).assumingMemoryBound(to: cplatform_chunk.self)
    }

    private static var prefixBytes: Int { MemoryLayout<cplatform_chunk>.size }
    private static var paddingBytes: Int { Int(CPLATFORM_SCAN_PADDING_BYTES) }

    private var bytesOffset: Int { Self.prefixBytes &+ headBytes }

    /// The answer's bytes. After ``seal()`` a NUL and the scans' padding follow them.
    package var bytes: UnsafeMutablePointer<UInt8>? {
        guard let first else { return nil }
        return (UnsafeMutableRawPointer(first) + bytesOffset).assumingMemoryBound(to: UInt8.self)
    }

    /// The head, which has no initial value.
    package var head: UnsafeMutableRawPointer? {
        guard let first else { return nil }
        return UnsafeMutableRawPointer(first) + Self.prefixBytes
    }

    /// Makes room for `count` more bytes at once, where the answer's length is known ahead.
    package mutating func reserve(_ extra: Int) throws(ResourceExhausted) {
        let (needed, overflow) = count.addingReportingOverflow(extra)
        guard !overflow, needed >= 0, needed < Self.limitBytes else { throw ResourceExhausted() }
        // Half as much again for structures: measured on real answers, they take 0.4 to 0.7 of the text.
        let size = bytesOffset &+ needed &+ 1 &+ Self.paddingBytes &+ 1024 &+ needed / 2
        if totalBytes >= size { return }
        guard let memory = malloc(size) else { throw ResourceExhausted() }
        let fresh = memory.assumingMemoryBound(to: cplatform_chunk.self)
        if let bytes { memcpy(memory + bytesOffset, bytes, count) }
        fresh.pointee.next = nil
        fresh.pointee.used_bytes = bytesOffset &+ count
        Self.release(first)
        first = fresh
        totalBytes = size
    }

    package mutating func append(_ source: UnsafeRawPointer, count length: Int) throws(ResourceExhausted) {
        try makeRoom(length)
        guard let first, let bytes, length > 0 else { return }
        memcpy(bytes + count, source, length)
        count &+= length
        first.pointee.used_bytes = bytesOffset &+ count
    }

    private mutating func makeRoom(_ length: Int) throws(ResourceExhausted) {
        let used = bytesOffset &+ count &+ length &+ 1 &+ Self.paddingBytes
        // Before the bytes are sealed there is one chunk.
        if totalBytes >= used { return }
        // Doubling keeps the copying linear in the answer's length, which the caller bounds.
        try reserve(length > count ? length : count)
    }

    /// Ends the bytes with a NUL and padding; from here on the rest is the arena.
    package mutating func seal() throws(ResourceExhausted) {
        if arenaStart != nil { return }
        try makeRoom(0)
        guard let first, let bytes else { throw ResourceExhausted() }
        memset(bytes + count, 0, 1 &+ Self.paddingBytes)
        let used = (bytesOffset &+ count &+ 1 &+ Self.paddingBytes &+ 7) & ~7
        let end = UnsafeMutableRawPointer(first) + totalBytes
        let start = UnsafeMutableRawPointer(first) + used
        // Rounding up may pass the end by a few bytes; then the arena is empty.
        arenaStart = start < end ? start : end
        arenaEnd = end
    }

    /// `size` bytes without an initial value, aligned for any structure of the header. They live as long as the block.
    @inline(__always)
    package mutating func allocate(_ size: Int) throws(ResourceExhausted) -> UnsafeMutableRawPointer {
        guard size >= 0, size < Self.limitBytes else { throw ResourceExhausted() }
        let rounded = (size &+ 7) & ~7
        if let start = arenaStart, let end = arenaEnd, end - start >= rounded {
            arenaStart = start + rounded
            return start
        }
        return try allocateInNewChunk(rounded)
    }

    /// Adds `size` bytes, a multiple of eight, to what was allocated last; whether there was room behind it.
    @inline(__always)
    package mutating func extendLast(by size: Int) -> Bool {
        guard let start = arenaStart, let end = arenaEnd, end - start >= size else { return false }
        arenaStart = start + size
        return true
    }

    @inline(never)
    private mutating func allocateInNewChunk(_ rounded: Int) throws(ResourceExhausted) -> UnsafeMutableRawPointer {
        // Growing with the total keeps the number of chunks logarithmic.
        let grown = totalBytes / 2
        let size = Self.prefixBytes &+ (rounded > grown ? rounded : grown)
        guard let first, totalBytes &+ size <= Self.limitBytes, let memory = malloc(size) else {
            throw ResourceExhausted()
        }
        noteUse()
        let chunk = memory.assumingMemoryBound(to: cplatform_chunk.self)
        chunk.pointee.next = first.pointee.next
        first.pointee.next = chunk
        totalBytes &+= size
        let start = memory + Self.prefixBytes
        arenaStart = start + rounded
        arenaEnd = memory + size
        return start
    }

    /// Hands the memory over: who has the head now releases it by `release(chunk(ofHead:))`.
    package mutating func takeHead() -> UnsafeMutableRawPointer? {
        noteUse()
        defer {
            first = nil
            reset()
        }
        return head
    }

    /// Forgets the answer and gives its memory back.
    package mutating func removeAll() {
        noteUse()
        Self.release(first)
        first = nil
        reset()
    }

    private mutating func reset() {
        count = 0
        arenaStart = nil
        arenaEnd = nil
        totalBytes = 0
    }
}
