import CPlatform
import CSchema
import JSON
import Platform

extension ResponseReader {
    /// Sets the browser URL: `url?token=…`, or `&token=…` after a query, before a fragment. It is the url alone if
    /// there is no token or if the url contains one, and absent without a url.
    mutating func buildBrowserURL(
        _ document: UnsafeMutablePointer<cschema_document>, _ block: inout Block
    ) throws(JSONError) {
        guard let url = document.pointee.instance.url, url.pointee != 0 else { return }
        document.pointee.browser_url = url
        guard let token = document.pointee.instance.token, token.pointee != 0 else { return }
        let text = Bytes(cString: url)
        let secret = Bytes(cString: token)
        // At most three bytes for each byte of the token. Both are parts of the response, so the sum cannot overflow.
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
    /// Returns the index of the first `byte`, or ``count``.
    func firstIndex(of byte: UInt8) -> Int {
        guard let found = memchr(start, Int32(byte), count) else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}

/// Writes into memory that is large enough, and returns the address after the written bytes.
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
