package import Platform

/// The URLs of the calls. What goes into them has been checked, or is encoded here.
package enum Address {
    /// `{endpoint}/v1/{project_id}`
    package static func base(_ endpoint: Bytes, projectID: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(endpoint)
        try url.append("/v1/")
        try url.append(projectID)
        try url.terminate()
        return url
    }

    package static func open(_ base: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(base)
        try url.append("/notebooks/open")
        try url.terminate()
        return url
    }

    /// IAM's call for tokens.
    package static func tokens(_ iam: Bytes, wantsCatalog: Bool) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/auth/tokens")
        if !wantsCatalog { try url.append("?nocatalog=true") }
        try url.terminate()
        return url
    }

    /// IAM's list of projects, of those with that name.
    package static func projects(_ iam: Bytes, name: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/projects?name=")
        try url.append(percentEncoding: name)
        try url.terminate()
        return url
    }
}
