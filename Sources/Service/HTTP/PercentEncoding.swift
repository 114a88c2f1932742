import Platform

extension ByteBuffer {
    /// Appends bytes with all but the unreserved characters percent-encoded (RFC 3986 section 2.1).
    mutating func append(percentEncoding bytes: Bytes) throws(ResourceExhausted) {
        var index = 0
        while let byte = bytes[index] {
            try append(percentEncoding: byte)
            index &+= 1
        }
    }

    @inline(never)
    mutating func append(percentEncoding byte: UInt8) throws(ResourceExhausted) {
        if byte.isUnreserved { return try append(byte: byte) }
        try append(byte: UInt8(ascii: "%"))
        try append(byte: hexadecimal(byte &>> 4))
        try append(byte: hexadecimal(byte & 0x0F))
    }
}

/// Returns the hexadecimal digit of a value below 16, in upper case, as RFC 3986 prefers.
func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "A")
}
