import CPlatform

/// A growing buffer of bytes. They often contain secrets, in URLs, headers and request bodies, so memory is overwritten
/// before it is freed.
public struct ByteBuffer: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>?
    private var capacityBytes = 0
    package private(set) var count = 0

    package init() {}

    deinit { cplatform_release(memory, capacityBytes) }

    /// The bytes written so far. The view is valid until the next change.
    package var bytes: Bytes {
        guard let memory else { return .none }
        return Bytes(memory, count: count)
    }

    /// The bytes as a C string; ``terminate()`` must have been the last change.
    package var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(bytes.start).assumingMemoryBound(to: CChar.self)
    }

    @inline(never)
    package mutating func append(_ other: Bytes) throws(ResourceExhausted) {
        let end = try reserve(other.count)
        memcpy(end, other.start, other.count)
        count &+= other.count
    }

    package mutating func append(_ literal: Literal) throws(ResourceExhausted) {
        try append(literal.bytes)
    }

    package mutating func append(byte: UInt8) throws(ResourceExhausted) {
        try reserve(1).pointee = byte
        count &+= 1
    }

    /// Appends a number in decimal, with leading zeros up to `width` digits.
    package mutating func append(decimal value: Int64, width: Int = 1) throws(ResourceExhausted) {
        if value < 0 { try append(byte: UInt8(ascii: "-")) }
        try append(digits: value.magnitude, width: width)
    }

    /// Recurses at most twenty levels. Division by a constant cannot trap; division by a variable could.
    private mutating func append(digits value: UInt64, width: Int) throws(ResourceExhausted) {
        if value >= 10 || width > 1 { try append(digits: value / 10, width: width &- 1) }
        try append(byte: UInt8(truncatingIfNeeded: value % 10) &+ UInt8(ascii: "0"))
    }

    /// Appends two lower-case hexadecimal digits for each byte.
    package mutating func append(hex bytes: Bytes) throws(ResourceExhausted) {
        // Twice the size of an object in memory cannot overflow.
        var end = try reserve(bytes.count &* 2)
        let digits: Literal = "0123456789abcdef"
        _ = bytes.allSatisfy { byte in
            // The index has four bits, and there are sixteen digits.
            end[0] = digits.bytes.start[Int(byte &>> 4)]
            end[1] = digits.bytes.start[Int(byte & 0x0F)]
            end += 2
            return true
        }
        count &+= bytes.count &* 2
    }

    /// Appends `source` in Base64 with padding (RFC 4648, section 4).
    package mutating func append(base64 source: Bytes) throws(ResourceExhausted) {
        // Request bodies are limited to much less.
        guard source.count < 1 << 24 else { throw ResourceExhausted() }
        let length = (source.count &+ 2) / 3 &* 4
        // libcrypto also writes a NUL.
        let end = try reserve(length &+ 1)
        _ = EVP_EncodeBlock(end, source.start, Int32(truncatingIfNeeded: source.count))
        count &+= length
    }

    /// Writes a NUL after the bytes. ``count`` does not include it.
    package mutating func terminate() throws(ResourceExhausted) {
        try reserve(0).pointee = 0
    }

    package mutating func removeAll() {
        if let memory { explicit_bzero(memory, count) }
        count = 0
    }

    /// Makes room for `extra` bytes and a NUL. Returns their address.
    @inline(never)
    private mutating func reserve(_ extra: Int) throws(ResourceExhausted) -> UnsafeMutablePointer<UInt8> {
        let (needed, overflow) = count.addingReportingOverflow(extra)
        // Much larger than any request, and too small for the doubling to overflow.
        guard !overflow, needed < 1 << 32 else { throw ResourceExhausted() }
        if let memory, needed < capacityBytes { return memory + count }
        var grown = capacityBytes == 0 ? 64 : capacityBytes
        while grown <= needed { grown &*= 2 }
        guard let fresh = malloc(grown)?.assumingMemoryBound(to: UInt8.self) else { throw ResourceExhausted() }
        // realloc() would leave copies of the bytes in freed memory.
        if let memory { memcpy(fresh, memory, count) }
        cplatform_release(memory, capacityBytes)
        memory = fresh
        capacityBytes = grown
        return fresh + count
    }
}
