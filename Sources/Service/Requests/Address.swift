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

    /// - Parameter segment: `open` or an instance's id, which has been checked: nothing in it needs encoding.
    package static func below(_ notebooks: Bytes, _ segment: Bytes) throws(OutOfMemory) -> ByteBuffer {
        var url = ByteBuffer()
        try url.append(notebooks)
        try url.append("/")
        try url.append(segment)
        try url.terminate()
        return url
    }
}
