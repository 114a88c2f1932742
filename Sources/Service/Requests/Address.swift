package import Platform

/// The URLs of the calls, all below `{endpoint}/v1/{project_id}/notebooks`.
package enum Address {
    package static func notebooks(
        _ endpoint: Endpoint, projectID: Bytes
    ) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(endpoint.text)
        try url.append("/v1/")
        try url.append(projectID)
        try url.append("/notebooks")
        try url.terminate()
        return url
    }

    package static func open(_ endpoint: Endpoint, projectID: Bytes) throws(OutOfMemory) -> ByteBuffer {
        let notebooks = try notebooks(endpoint, projectID: projectID)
        return try below(notebooks.bytes, ("open" as Literal).bytes)
    }

    /// - Parameter segment: has been checked, so that nothing in it needs encoding.
    package static func below(_ notebooks: Bytes, _ segment: Bytes) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(notebooks)
        try url.append("/")
        try url.append(segment)
        try url.terminate()
        return url
    }
}
