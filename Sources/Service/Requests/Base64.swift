package import Platform

/// RFC 4648 section 4: the standard alphabet, padded.
package func appendBase64(_ source: Bytes, to buffer: inout ByteBuffer) throws(OutOfMemory) {
    var index = 0
    while let first = source[index] {
        let second = source[index &+ 1]
        let third = source[index &+ 2]
        try buffer.append(byte: digit(first >> 2))
        try buffer.append(byte: digit((first & 0x03) << 4 | (second ?? 0) >> 4))
        try buffer.append(byte: second.map { digit(($0 & 0x0F) << 2 | (third ?? 0) >> 6) } ?? padding)
        try buffer.append(byte: third.map { digit($0 & 0x3F) } ?? padding)
        index &+= 3
    }
}

private var padding: UInt8 { 0x3D }

/// The character of a value below 64.
private func digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: value &+ 0x41
    case 26..<52: value &- 26 &+ 0x61
    case 52..<62: value &- 52 &+ 0x30
    case 62: 0x2B
    default: 0x2F
    }
}
