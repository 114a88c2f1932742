package import CPlatform

/// The memory of one response: a head for the structure that describes it, the bytes of the response, and an arena for
/// the structures that are decoded from them.
///
///     | chunk | head | bytes | NUL, padding | arena … |   → further chunks, when the arena was too small
///
/// All memory is freed at once, and its used part is overwritten first, because a response may contain a token. Usually
/// there is one allocation: the bytes are parsed where they arrived, and the structures follow them.
public struct Block: ~Copyable {
    /// The most memory that one response may use, for its bytes and all structures.
    package static var limitBytes: Int { 96 << 20 }

    private var first: UnsafeMutablePointer<cplatform_chunk>?
    private let headBytes: Int
    package private(set) var count = 0
    /// The free part of the arena: in the first chunk once the bytes are sealed, later in the newest chunk.
    private var arenaStart: UnsafeMutableRawPointer?
    /// The end of the newest chunk.
    private var arenaEnd: UnsafeMutableRawPointer?
    private var totalBytes = 0

    /// Makes an empty block. Nothing is allocated before the first byte arrives.
    package init(headBytes: Int) {
        // Rounded up, so that the bytes after the head begin at a multiple of sixteen.
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

    /// Stores how many bytes of the newest chunk are used, before another chunk follows or the memory gets another
    /// owner.
    private func noteUse() {
        guard let first, let arenaStart else { return }
        let newest = first.pointee.next ?? first
        newest.pointee.used_bytes = arenaStart - UnsafeMutableRawPointer(newest)
    }

    /// Returns the chunk whose head is at `head`, for ``release(_:)``.
    package static func chunk(ofHead head: UnsafeMutableRawPointer) -> UnsafeMutablePointer<cplatform_chunk> {
        (head - prefixBytes).assumingMemoryBound(to: cplatform_chunk.self)
    }

    private static var prefixBytes: Int { MemoryLayout<cplatform_chunk>.size }
    private static var paddingBytes: Int { Int(CPLATFORM_SCAN_PADDING_BYTES) }

    private var bytesOffset: Int { Self.prefixBytes &+ headBytes }

    /// The bytes of the response. After ``seal()`` a NUL and the scans' padding follow them.
    package var bytes: UnsafeMutablePointer<UInt8>? {
        guard let first else { return nil }
        return (UnsafeMutableRawPointer(first) + bytesOffset).assumingMemoryBound(to: UInt8.self)
    }

    /// The head, which is not initialized.
    package var head: UnsafeMutableRawPointer? {
        guard let first else { return nil }
        return UnsafeMutableRawPointer(first) + Self.prefixBytes
    }

    /// Makes room for `extra` more bytes at once, if the length of the response is known.
    package mutating func reserve(_ extra: Int) throws(ResourceExhausted) {
        let (needed, overflow) = count.addingReportingOverflow(extra)
        guard !overflow, needed >= 0, needed < Self.limitBytes else { throw ResourceExhausted() }
        // Add half of the size for structures: measured on real responses, they take 0.4 to 0.7 of the text.
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
        // Until the bytes are sealed there is one chunk.
        if totalBytes >= used { return }
        // Doubling keeps the copying linear in the length of the response, which the caller limits.
        try reserve(length > count ? length : count)
    }

    /// Appends a NUL and padding to the bytes. The rest of the chunk becomes the arena.
    package mutating func seal() throws(ResourceExhausted) {
        if arenaStart != nil { return }
        try makeRoom(0)
        guard let first, let bytes else { throw ResourceExhausted() }
        memset(bytes + count, 0, 1 &+ Self.paddingBytes)
        let used = (bytesOffset &+ count &+ 1 &+ Self.paddingBytes &+ 7) & ~7
        let end = UnsafeMutableRawPointer(first) + totalBytes
        let start = UnsafeMutableRawPointer(first) + used
        // Rounding up may exceed the end by a few bytes; then the arena is empty.
        arenaStart = start < end ? start : end
        arenaEnd = end
    }

    /// Returns `size` uninitialized bytes, aligned for any structure of the header. They are valid as long as the
    /// block.
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

    /// Extends the last allocation by `size` bytes, a multiple of eight. Returns false if there is no room after it.
    @inline(__always)
    package mutating func extendLast(by size: Int) -> Bool {
        guard let start = arenaStart, let end = arenaEnd, end - start >= size else { return false }
        arenaStart = start + size
        return true
    }

    @inline(never)
    private mutating func allocateInNewChunk(_ rounded: Int) throws(ResourceExhausted) -> UnsafeMutableRawPointer {
        // Chunks grow with the total, so their number is logarithmic.
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

    /// Returns the head and passes the ownership of the memory to the caller, who frees it with
    /// `release(chunk(ofHead:))`.
    package mutating func takeHead() -> UnsafeMutableRawPointer? {
        noteUse()
        defer {
            first = nil
            reset()
        }
        return head
    }

    /// Discards the response and frees its memory.
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
