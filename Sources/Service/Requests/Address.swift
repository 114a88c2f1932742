package import Platform

/// Makes the URLs of the calls. Their parts were checked before, or are encoded here.
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

    /// Returns the URL of IAM's call for tokens.
    package static func tokens(_ iam: Bytes, wantsCatalog: Bool) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/auth/tokens")
        if !wantsCatalog { try url.append("?nocatalog=true") }
        try url.terminate()
        return url
    }

    /// Returns the URL of IAM's list of projects with that name.
    package static func projects(_ iam: Bytes, name: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(iam)
        try url.append("/v3/projects?name=")
        try url.append(percentEncoding: name)
        try url.terminate()
        return url
    }
}
