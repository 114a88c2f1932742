import Platform
import Service

/// Keys that IAM or the metadata service has issued for some time. They are overwritten when they are freed.
struct TemporaryKeys: ~Copyable {
    let accessKey: ByteBuffer
    let secretKey: ByteBuffer
    let securityToken: ByteBuffer

    init(_ response: KeysResponse) throws(ResourceExhausted) {
        let accessKey = try terminatedCopy(response.accessKey)
        let secretKey = try terminatedCopy(response.secretKey)
        let securityToken = try terminatedCopy(response.securityToken)
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.securityToken = securityToken
    }
}

extension Report {
    /// Returns a report that also redacts these keys.
    func hiding(_ keys: UnsafeMutablePointer<TemporaryKeys>?) -> Report {
        guard let keys else { return self }
        return hiding(keys.pointee.secretKey.bytes).hiding(keys.pointee.securityToken.bytes)
    }
}
