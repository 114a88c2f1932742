import CPlatform
package import Platform

extension JSONReader {
    /// Writes the position as a path from the outermost value: `action_progress[2].step`. Writes nothing for the
    /// outermost value itself.
    package func writePath(to writer: inout TextWriter) {
        var frame = frames
        while frame <= top {
            if frame.pointee < 0 {
                writer.write("[")
                writer.write(Int64(~frame.pointee))
                writer.write("]")
            } else if let key = key(at: frame.pointee) {
                write(key, isFirst: frame == frames, to: &writer)
            }
            frame += 1
        }
    }

    /// True if there is a path to write.
    package var hasPath: Bool { frames < top || (frames == top && frames.pointee != Self.noKey) }

    /// Returns a key that has been read: its closing quote, or a byte before that, has become a NUL.
    private func key(at offset: Int) -> Bytes? {
        guard offset < end - start else { return nil }
        return Bytes(cString: UnsafeRawPointer(start + offset).assumingMemoryBound(to: CChar.self))
    }

    private func write(_ key: Bytes, isFirst: Bool, to writer: inout TextWriter) {
        if isPlain(key) {
            if !isFirst { writer.write(".") }
            return writer.write(key)
        }
        writer.write("[\"")
        writer.write(key, atMost: longestKey)
        writer.write(key.count > longestKey ? "…\"]" : "\"]")
    }

    private var longestKey: Int { 64 }

    private func isPlain(_ key: Bytes) -> Bool {
        !key.isEmpty && key.count <= longestKey
            && key.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}
