import CCodelab
import CPlatform
import CSchema
import JSON
import Platform

/// The paths of values that were dropped. A whole response, or an element of a page, lists the paths below it. A page
/// also lists those of its elements, and shares their texts.
extension ResponseReader {
    /// A path follows the pointer to the next one.
    private static var pathOffset: Int { MemoryLayout<UnsafeMutableRawPointer>.stride }

    /// Notes the path of the value that has just been consumed.
    @inline(never)
    mutating func noteDropped(_ block: inout Block) throws(JSONError) {
        // Larger than any path that the tables allow.
        var room = cschema_frames()
        try withUnsafeMutableBytes(of: &room) { (room) throws(JSONError) in
            guard let start = room.baseAddress else { return }
            var writer = TextWriter(start, capacityBytes: room.count)
            reader.writePath(to: &writer)
            let path = writer.bytes
            let place = try allocate(Self.pathOffset &+ path.count &+ 1, &block)
            place.storePointer(nil)
            // With its NUL.
            memcpy(place + Self.pathOffset, path.start, path.count &+ 1)
            dropped.append(place)
        }
    }

    /// Lists the paths that were noted after `listed` as the structure's. Those of an element begin after its own path.
    @inline(never)
    mutating func listDropped(
        after listed: Chain, of object: Object, in structure: Place, isElement: Bool, _ block: inout Block
    ) throws(JSONError) {
        let offset = Int(object.pointee.dropped_offset)
        guard offset != 0 else { return }
        let count = dropped.count &- listed.count
        let pointers = try allocatePointers(count, &block)
        var place = pointers
        var next = listed.last.map { dropped.next(of: $0) } ?? dropped.first
        while let path = next {
            var text = path + Self.pathOffset
            // "data[3].id"
            if isElement, let bracket = strchr(text.assumingMemoryBound(to: CChar.self), 0x5D) {
                text = UnsafeMutableRawPointer(bracket) + 2
            }
            place.storePointer(text)
            place += MemoryLayout<UnsafeMutableRawPointer>.stride
            next = dropped.next(of: path)
        }
        (structure + offset).storeBytes(of: Int64(count), as: Int64.self)
        (structure + offset + MemoryLayout<Int64>.size).storePointer(pointers)
    }
}

/// The paths of values that an answer had and that were dropped: of a page those of its elements too.
package func droppedPaths(
    _ kind: ResponseKind, _ answer: UnsafeRawPointer
) -> (count: Int64, paths: UnsafePointer<UnsafePointer<CChar>?>?) {
    guard let offset = kind.root?.pointee.dropped_offset else { return (0, nil) }
    let place = answer + Int(offset)
    return (
        place.load(as: Int64.self),
        place.load(fromByteOffset: MemoryLayout<Int64>.size, as: UnsafePointer<UnsafePointer<CChar>?>?.self)
    )
}
