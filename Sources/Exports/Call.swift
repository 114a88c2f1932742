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
    // Not set to zeroes, which would cost as much as reading a small answer: Report sets what counts.
    withUnsafeTemporaryAllocation(of: codelab_error.self, capacity: 1) { room in
        guard let record = room.baseAddress else { return CODELAB_E_NO_MEMORY.rawValue }
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
    guard let error else { return }
    if status < 0 { return copy(record, to: error) }
    // What an attempt that was repeated left behind says nothing about a call that succeeded.
    let attempts = record.pointee.attempts
    let theirs = error.pointee.struct_size
    if theirs >= UInt32(truncatingIfNeeded: MemoryLayout<codelab_error>.size) {
        // There is room for all of it, so it need not be made elsewhere first.
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
    // Their struct_size stays; a structure that was never initialised has none, and nothing is written into it.
    guard size > header else { return }
    let texts = ErrorTexts(record)
    // Whole members only: numbers are aligned to eight bytes or four.
    let whole = size & ~(MemoryLayout<codelab_error>.alignment &- 1)
    let scalarBytes = texts.first < whole ? texts.first : whole
    UnsafeMutableRawPointer(error).copyMemory(from: record, byteCount: scalarBytes)
    error.pointee.struct_size = UInt32(truncatingIfNeeded: theirs)
    texts.copy(to: error, size)
}

/// The texts at the end of an error, one behind the other. What stands behind their ends was never written, and stays.
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

    /// As far as the `size` bytes there reach; a text that they cut off ends all the same.
    func copy(to error: UnsafeMutablePointer<codelab_error>, _ size: Int) {
        copy(to: error, size, first)
        copy(to: error, size, second)
        copy(to: error, size, third)
        copy(to: error, size, fourth)
    }

    private func copy(to error: UnsafeMutablePointer<codelab_error>, _ size: Int, _ offset: Int) {
        guard offset < size else { return }
        let text = Bytes(cString: (record + offset).assumingMemoryBound(to: CChar.self)).prefix(size &- offset &- 1)
        let place = UnsafeMutableRawPointer(error) + offset
        place.copyMemory(from: text.start, byteCount: text.count)
        place.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)
    }
}
