import CPlatform

// SHA-256 and HMAC-SHA256.
extension ByteBuffer {
    /// Appends the SHA-256 of `message` as 64 lower-case hexadecimal digits.
    package mutating func append(hexSHA256Of message: Bytes) throws(ResourceExhausted) {
        var digest = cplatform_digest()
        cplatform_sha256(message.start, message.count, &digest)
        try withUnsafeBytes(of: &digest) { (raw) throws(ResourceExhausted) in try append(hex: Bytes(raw)) }
    }

    /// Replaces the bytes, which are a key, by the 32 bytes of HMAC-SHA256(key, `message`).
    package mutating func becomeHMAC(of message: Bytes) throws(ResourceExhausted) {
        var digest = cplatform_digest()
        // A derived key is as secret as the original one.
        defer { explicit_bzero(&digest, MemoryLayout<cplatform_digest>.size) }
        cplatform_hmac_sha256(bytes.start, count, message.start, message.count, &digest)
        removeAll()
        try withUnsafeBytes(of: &digest) { (raw) throws(ResourceExhausted) in try append(Bytes(raw)) }
    }
}

extension Bytes {
    fileprivate init(_ raw: UnsafeRawBufferPointer) {
        guard let start = raw.baseAddress else {
            self = .none
            return
        }
        self.init(start.assumingMemoryBound(to: UInt8.self), count: raw.count)
    }
}
