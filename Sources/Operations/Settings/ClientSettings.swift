import CCodelab
import Engine
import Platform
import Service

/// What a client was made with: checked copies, which never change.
public struct ClientSettings: ~Copyable {
    let credential: Credential
    let location: ProjectLocation
    /// The headers that every request has, as lines.
    let commonLines: ByteBuffer
    let connection: UnsafeMutablePointer<ConnectionSettings>
    let retry: RetryPolicy
    let attemptTimeoutMs: Int64
    let allowsPlainHTTP: Bool
    let trace: Trace

    init(
        credential: consuming Credential, location: consuming ProjectLocation, commonLines: consuming ByteBuffer,
        connection: UnsafeMutablePointer<ConnectionSettings>, retry: RetryPolicy, attemptTimeoutMs: Int64,
        allowsPlainHTTP: Bool, trace: consuming Trace
    ) {
        connection.pointee.retain()
        self.credential = credential
        self.location = location
        self.commonLines = commonLines
        self.connection = connection
        self.retry = retry
        self.attemptTimeoutMs = attemptTimeoutMs
        self.allowsPlainHTTP = allowsPlainHTTP
        self.trace = trace
    }

    deinit { ConnectionSettings.retire(connection) }

    /// A report that hides what all calls are made with; each adds its token. No kind of credential has more than two of
    /// these.
    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        Report(record).hiding(connection.pointee.text(.secret)).hiding(credential.secretKey.bytes)
            .hiding(credential.securityToken.bytes).hiding(credential.password.bytes)
    }
}
