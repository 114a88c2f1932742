import CPlatform
import CSchema
import JSON
import Platform

extension ResponseReader {
    /// Puts url and token together as a browser needs them: `url?token=…`, or `&token=…` behind a query, before a
    /// fragment. Without a token, or with one in the url already, the url itself; without a url nothing.
    mutating func buildBrowserURL(
        _ document: UnsafeMutablePointer<cschema_document>, _ block: inout Block
    ) throws(JSONError) {
        guard let url = document.pointee.instance.url, url.pointee != 0 else { return }
        document.pointee.browser_url = url
        guard let token = document.pointee.instance.token, token.pointee != 0 else { return }
        let text = Bytes(cString: url)
        let secret = Bytes(cString: token)
        // Three bytes at most for each of the token's; both are parts of the text, so the sum is far from overflow.
        let longest = text.count &+ 7 &+ secret.count &* 3 &+ 1
        let memory = try allocate(longest, &block)
        var end = memory.assumingMemoryBound(to: UInt8.self)
        let path = text.prefix(text.firstIndex(of: UInt8(ascii: "#")))
        end = end.put(path)
        let query = path.dropFirst(path.firstIndex(of: UInt8(ascii: "?")))
        let hasQuery = !query.isEmpty
        let has = { (name: Literal) in query.firstRange(of: name.bytes) != nil }
        if has("?token=") || has("&token=") { return }
        end = end.put((hasQuery ? "&token=" : "?token=" as Literal).bytes)
        end = end.putEncoded(secret)
        end = end.put(text.dropFirst(path.count))
        end.pointee = 0
        document.pointee.browser_url = UnsafePointer(memory.assumingMemoryBound(to: CChar.self))
    }
}

extension Bytes {
    /// Where `byte` stands first, or ``count``.
    func firstIndex(of byte: UInt8) -> Int {
        guard let found = memchr(start, Int32(byte), count) else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}

/// Writing into memory that is large enough; the result is where to go on.
extension UnsafeMutablePointer<UInt8> {
    fileprivate func put(_ bytes: Bytes) -> Self {
        memcpy(self, bytes.start, bytes.count)
        return self + bytes.count
    }

    fileprivate func putEncoded(_ bytes: Bytes) -> Self {
        var end = self
        _ = bytes.allSatisfy { byte in
            if byte.isUnreserved {
                end[0] = byte
                end += 1
            } else {
                end[0] = UInt8(ascii: "%")
                end[1] = hexadecimal(byte &>> 4)
                end[2] = hexadecimal(byte & 0x0F)
                end += 3
            }
            return true
        }
        return end
    }
}
