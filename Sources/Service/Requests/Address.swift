package import Platform

/// The URLs of the calls. What goes into them has been checked, or is encoded here.
package enum Address {
    /// `{endpoint}/v1/{project_id}`
    package static func base(_ endpoint: Bytes, projectID: Bytes) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(endpoint)
        try url.append("/v1/")
        try url.append(projectID)
        try url.terminate()
        return url
    }

    package static func open(_ base: Bytes) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(base)
        try url.append("/notebooks/open")
        try url.terminate()
        return url
    }

    /// "https://host:port": what of a URL says where its connection goes. The URL has been checked.
    package static func origin(of url: Bytes) -> Bytes {
        var slashes = 0
        var end = 0
        while let byte = url[end] {
            if byte == 0x2F { slashes &+= 1 }
            // Two stand behind the scheme, the third one begins the path.
            if slashes == 3 { break }
            end &+= 1
        }
        return url.prefix(end)
    }

    /// IAM's call for tokens.
    package static func tokens(_ iam: Bytes, wantsCatalog: Bool) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/auth/tokens")
        if !wantsCatalog { try url.append("?nocatalog=true") }
        try url.terminate()
        return url
    }

    /// IAM's list of projects, of those with that name.
    package static func projects(_ iam: Bytes, name: Bytes) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/projects?name=")
        try url.append(percentEncoding: name)
        try url.terminate()
        return url
    }
}
