import CCodelab
import Platform
import Service

/// Runs the body of an exported function with a report of its own, and copies what it says into the caller's
/// `codelab_error`, as far as both sides know that structure.
///
/// - Parameter body: returns a status, or throws what it has reported.
func withReport(
    _ error: UnsafeMutablePointer<codelab_error>?,
    _ body: (Report) throws(Failure) -> Int32
) -> Int32 {
    var record = codelab_error()
    return withUnsafeMutablePointer(to: &record) { record in
        var status: Int32
        do throws(Failure) {
            status = try body(Report(record))
        } catch {
            status = error.status
        }
        tell(record, status, error)
        return status
    }
}

/// Copies the report of what ended with `status` into the caller's structure.
func tell(
    _ record: UnsafeMutablePointer<codelab_error>, _ status: Int32, _ error: UnsafeMutablePointer<codelab_error>?
) {
    // What an attempt that was repeated left behind says nothing about a call that succeeded.
    if status >= 0 {
        let attempts = record.pointee.attempts
        Report(record).reset()
        record.pointee.attempts = attempts
    }
    if let error { copy(record, to: error) }
}

private func copy(_ record: UnsafeMutablePointer<codelab_error>, to error: UnsafeMutablePointer<codelab_error>) {
    let theirs = Int(error.pointee.struct_size)
    let ours = MemoryLayout<codelab_error>.size
    let size = theirs < ours ? theirs : ours
    let header = MemoryLayout<UInt32>.size
    // Their struct_size stays; a structure that was never initialised has none, and nothing is written into it.
    guard size > header else { return }
    let source = UnsafeRawPointer(record)
    UnsafeMutableRawPointer(error).copyMemory(from: source, byteCount: size)
    error.pointee.struct_size = UInt32(truncatingIfNeeded: theirs)
    let firstText = withUnsafeBytes(of: &record.pointee.service_code) { $0.baseAddress.map { $0 - source } } ?? ours
    // A text that their size cuts off must end all the same.
    if size < ours, size > firstText {
        UnsafeMutableRawPointer(error).storeBytes(of: 0, toByteOffset: size &- 1, as: UInt8.self)
    }
}
