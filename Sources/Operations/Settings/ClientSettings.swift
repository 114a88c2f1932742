import CCodelab
import Engine
import Platform
import Service

/// The settings of a client: checked copies of its options, which never change.
public struct ClientSettings: ~Copyable {
    let credential: Credential
    let location: ProjectLocation
    /// The lines of the headers that all requests have.
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

    /// Returns a report that redacts the client's secrets. Each call adds its token. A credential of any kind has at
    /// most two of the texts that are added here.
    func report(_ record: UnsafeMutablePointer<codelab_error>) -> Report {
        Report(record).hiding(connection.pointee.text(.secret)).hiding(credential.secretKey.bytes)
            .hiding(credential.securityToken.bytes).hiding(credential.password.bytes)
    }
}
