import CPlatform

/// Bytes that grow at their end and are overwritten before their memory is given back, since they often hold secrets:
/// URLs, headers, request bodies.
public struct ByteBuffer: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>?
    private var capacityBytes = 0
    package private(set) var count = 0

    package init() {}

    deinit { cplatform_release(memory, capacityBytes) }

    /// What has been written. The view ends with the next change.
    package var bytes: Bytes {
        guard let memory else { return .none }
        return Bytes(memory, count: count)
    }

    /// The same as a C string; ``terminate()`` must have been the last change.
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

    /// A number in decimal, with zeroes in front up to `width` digits.
    package mutating func append(decimal value: Int64, width: Int = 1) throws(ResourceExhausted) {
        if value < 0 { try append(byte: UInt8(ascii: "-")) }
        try append(digits: value.magnitude, width: width)
    }

    /// Twenty levels deep at the most. Dividing by a constant cannot trap, by a variable it could.
    private mutating func append(digits value: UInt64, width: Int) throws(ResourceExhausted) {
        if value >= 10 || width > 1 { try append(digits: value / 10, width: width &- 1) }
        try append(byte: UInt8(truncatingIfNeeded: value % 10) &+ 0x30)
    }

    /// Two lower-case hexadecimal digits a byte.
    package mutating func append(hex bytes: Bytes) throws(ResourceExhausted) {
        // Twice what is in memory is far from overflow.
        var end = try reserve(bytes.count &* 2)
        let digits: Literal = "0123456789abcdef"
        _ = bytes.allSatisfy { byte in
            // Four bits a digit, of which there are sixteen.
            end[0] = digits.bytes.start[Int(byte &>> 4)]
            end[1] = digits.bytes.start[Int(byte & 0x0F)]
            end += 2
            return true
        }
        count &+= bytes.count &* 2
    }

    /// Appends `source` in Base64 with padding (RFC 4648, section 4).
    package mutating func append(base64 source: Bytes) throws(ResourceExhausted) {
        // Bodies are bounded far below this.
        guard source.count < 1 << 24 else { throw ResourceExhausted() }
        let length = (source.count &+ 2) / 3 &* 4
        // libcrypto also writes a NUL.
        let end = try reserve(length &+ 1)
        _ = EVP_EncodeBlock(end, source.start, Int32(truncatingIfNeeded: source.count))
        count &+= length
    }

    /// Writes a NUL behind the bytes, which does not count as one of them.
    package mutating func terminate() throws(ResourceExhausted) {
        try reserve(0).pointee = 0
    }

    package mutating func removeAll() {
        if let memory { explicit_bzero(memory, count) }
        count = 0
    }

    /// Room for `extra` bytes and a NUL; where they go.
    @inline(never)
    private mutating func reserve(_ extra: Int) throws(ResourceExhausted) -> UnsafeMutablePointer<UInt8> {
        let (needed, overflow) = count.addingReportingOverflow(extra)
        // Far above any request, and far below where the doubling could overflow.
        guard !overflow, needed < 1 << 32 else { throw ResourceExhausted() }
        if let memory, needed < capacityBytes { return memory + count }
        var grown = capacityBytes == 0 ? 64 : capacityBytes
        while grown <= needed { grown &*= 2 }
        guard let fresh = malloc(grown)?.assumingMemoryBound(to: UInt8.self) else { throw ResourceExhausted() }
        // realloc() would leave the old bytes behind in memory that is free.
        if let memory { memcpy(fresh, memory, count) }
        cplatform_release(memory, capacityBytes)
        memory = fresh
        capacityBytes = grown
        return fresh + count
    }
}
