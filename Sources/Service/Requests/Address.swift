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
        try whole(base, "/notebooks/open")
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

    /// Returns the URL of IAM's call for temporary keys.
    package static func temporaryKeys(_ iam: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        try whole(iam, "/v3.0/OS-CREDENTIAL/securitytokens")
    }

    /// Returns the URL of the temporary keys of a cloud server's agency.
    package static func serverKeys(_ metadata: Bytes) throws(ResourceExhausted) -> ByteBuffer {
        try whole(metadata, "/openstack/latest/securitykey")
    }

    private static func whole(_ endpoint: Bytes, _ path: Literal) throws(ResourceExhausted) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(endpoint)
        try url.append(path)
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
