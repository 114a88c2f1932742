import CCodelab
import CPlatform
import CSchema
import JSON
import Platform

/// The paths of dropped values. A whole response, or an element of a page, lists the paths below it. A page also lists
/// the paths of its elements, and shares their texts.
extension ResponseReader {
    /// The offset of the path after the pointer to the next one.
    private static var pathOffset: Int { MemoryLayout<UnsafeMutableRawPointer>.stride }

    /// Stores the path of the value that was just consumed.
    @inline(never)
    mutating func noteDropped(_ block: inout Block) throws(JSONError) {
        // Larger than any path with the keys of the tables.
        var room = cschema_frames()
        try withUnsafeMutableBytes(of: &room) { (room) throws(JSONError) in
            guard let start = room.baseAddress else { return }
            var writer = TextWriter(start, capacityBytes: room.count)
            reader.writePath(to: &writer)
            let path = writer.bytes
            let entry = try allocate(Self.pathOffset &+ path.count &+ 1, &block)
            entry.storePointer(nil)
            // Copy the NUL, too.
            memcpy(entry + Self.pathOffset, path.start, path.count &+ 1)
            dropped.append(entry)
        }
    }

    /// Stores in the structure the list of the paths that were added after `listed`. The paths of an element are
    /// relative to it.
    @inline(never)
    mutating func listDropped(
        after listed: Chain, of object: Object, in structure: Storage, isElement: Bool, _ block: inout Block
    ) throws(JSONError) {
        let offset = Int(object.pointee.dropped_offset)
        guard offset != 0 else { return }
        let count = dropped.count &- listed.count
        let pointers = try allocatePointers(count, &block)
        var slot = pointers
        var next = listed.last.map { dropped.next(of: $0) } ?? dropped.first
        while let path = next {
            var text = path + Self.pathOffset
            // "data[3].id"
            if isElement, let bracket = strchr(text.assumingMemoryBound(to: CChar.self), Int32(UInt8(ascii: "]"))) {
                text = UnsafeMutableRawPointer(bracket) + 2
            }
            slot.storePointer(text)
            slot += MemoryLayout<UnsafeMutableRawPointer>.stride
            next = dropped.next(of: path)
        }
        (structure + offset).storeBytes(of: Int64(count), as: Int64.self)
        (structure + offset + MemoryLayout<Int64>.size).storePointer(pointers)
    }
}

/// Returns the paths of dropped values of a response. A page includes those of its elements.
package func droppedPaths(
    _ kind: ResponseKind, _ response: UnsafeRawPointer
) -> (count: Int64, paths: UnsafePointer<UnsafePointer<CChar>?>?) {
    guard let offset = kind.root?.pointee.dropped_offset else { return (0, nil) }
    let list = response + Int(offset)
    return (
        list.load(as: Int64.self),
        list.load(fromByteOffset: MemoryLayout<Int64>.size, as: UnsafePointer<UnsafePointer<CChar>?>?.self)
    )
}
