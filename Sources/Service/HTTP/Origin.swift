package import Platform

/// Parts of a URL.
package enum URLPart {
    /// Returns the origin of a checked URL: "https://host:port".
    package static func origin(of url: Bytes) -> Bytes {
        var slashes = 0
        var end = 0
        while let byte = url[end] {
            if byte == UInt8(ascii: "/") { slashes &+= 1 }
            // Two slashes follow the scheme; the third begins the path.
            if slashes == 3 { break }
            end &+= 1
        }
        return url.prefix(end)
    }
}
