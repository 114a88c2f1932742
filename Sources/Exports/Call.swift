import CCodelab
import Platform
import Service

/// Runs the body of an exported function with a separate report, and copies the report into the caller's
/// `codelab_error`, as far as the library and the caller know that structure.
///
/// - Parameter body: returns a status, or throws a failure that it has reported.
func withReport(
    _ error: UnsafeMutablePointer<codelab_error>?,
    _ body: (Report) throws(Failure) -> Int32
) -> Int32 {
    // Not zeroed, which would cost as much as reading a small response: Report sets the fields that count.
    withUnsafeTemporaryAllocation(of: codelab_error.self, capacity: 1) { room in
        guard let record = room.baseAddress else { return CODELAB_E_NO_MEMORY.rawValue }
        var status: Int32
        do throws(Failure) {
            status = try body(Report(record))
        } catch {
            status = error.status
        }
        deliver(record, status, error)
        return status
    }
}

/// Copies the report of a function that ended with `status` into the caller's structure.
func deliver(
    _ record: UnsafeMutablePointer<codelab_error>, _ status: Int32, _ error: UnsafeMutablePointer<codelab_error>?
) {
    guard let error else { return }
    if status < 0 { return copy(record, to: error) }
    // The error of an attempt that was repeated must not remain after a success.
    let attempts = record.pointee.attempts
    let theirs = error.pointee.struct_size
    if theirs >= UInt32(truncatingIfNeeded: MemoryLayout<codelab_error>.size) {
        // The caller's structure is large enough to be reset in place.
        _ = Report(error)
        error.pointee.attempts = attempts
        error.pointee.struct_size = theirs
    } else {
        _ = Report(record)
        record.pointee.attempts = attempts
        copy(record, to: error)
    }
}

private func copy(_ record: UnsafeMutablePointer<codelab_error>, to error: UnsafeMutablePointer<codelab_error>) {
    let theirs = Int(error.pointee.struct_size)
    let ours = MemoryLayout<codelab_error>.size
    let size = theirs < ours ? theirs : ours
    let header = MemoryLayout<UInt32>.size
    // Keep the caller's struct_size. An uninitialised structure has none, and nothing is written to it.
    guard size > header else { return }
    let texts = ErrorTexts(record)
    // Copy only whole members: numbers are aligned to eight or four bytes.
    let whole = size & ~(MemoryLayout<codelab_error>.alignment &- 1)
    let scalarBytes = texts.first < whole ? texts.first : whole
    UnsafeMutableRawPointer(error).copyMemory(from: record, byteCount: scalarBytes)
    error.pointee.struct_size = UInt32(truncatingIfNeeded: theirs)
    texts.copy(to: error, size)
}

/// The texts at the end of an error, one after another. The bytes after their ends were never written, and are not
/// copied.
private struct ErrorTexts {
    private let record: UnsafeRawPointer
    let first: Int
    private let second: Int
    private let third: Int
    private let fourth: Int

    init(_ record: UnsafeMutablePointer<codelab_error>) {
        let start = UnsafeRawPointer(record)
        func offset<Text>(_ text: inout Text) -> Int {
            withUnsafeBytes(of: &text) { $0.baseAddress.map { $0 - start } ?? MemoryLayout<codelab_error>.size }
        }
        self.record = start
        first = offset(&record.pointee.service_code)
        second = offset(&record.pointee.request_id)
        third = offset(&record.pointee.json_path)
        fourth = offset(&record.pointee.message)
    }

    /// Copies the texts that fit into `size` bytes. A text that is cut is terminated, too.
    func copy(to error: UnsafeMutablePointer<codelab_error>, _ size: Int) {
        copy(to: error, size, first)
        copy(to: error, size, second)
        copy(to: error, size, third)
        copy(to: error, size, fourth)
    }

    private func copy(to error: UnsafeMutablePointer<codelab_error>, _ size: Int, _ offset: Int) {
        guard offset < size else { return }
        let text = Bytes(cString: (record + offset).assumingMemoryBound(to: CChar.self)).prefix(size &- offset &- 1)
        let target = UnsafeMutableRawPointer(error) + offset
        target.copyMemory(from: text.start, byteCount: text.count)
        target.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)
    }
}
