import CPlatform
import Platform

/// Appends the canonical query of a signature: names and values re-encoded, sorted by name and then by value, `name=`
/// if there is no value, joined with `&`.
///
/// Uses a heap sort: a query of N bytes needs at most N log N comparisons of bytes.
func appendCanonicalQuery(_ query: Bytes, to text: inout ByteBuffer) throws(ResourceExhausted) {
    if query.isEmpty { return }
    let parameters = try CanonicalParameters.make(query)
    try parameters.append(to: &text)
}

/// The parameters of a query, sorted.
private struct CanonicalParameters: ~Copyable {
    /// The position of a parameter in ``encoded``: `name=value`.
    private struct Entry {
        var start: Int
        var nameCount: Int
        var count: Int
    }

    private let entries: UnsafeMutablePointer<Entry>
    private var count = 0
    private var encoded = ByteBuffer()

    private init(_ entries: UnsafeMutablePointer<Entry>) { self.entries = entries }

    deinit { free(entries) }

    static func make(_ query: Bytes) throws(ResourceExhausted) -> CanonicalParameters {
        var room = 1
        _ = query.allSatisfy { byte in
            if byte == ampersand { room &+= 1 }
            return true
        }
        // There are at most as many entries as bytes of the query, so the size cannot overflow.
        guard let memory = malloc(room &* MemoryLayout<Entry>.stride) else { throw ResourceExhausted() }
        var parameters = CanonicalParameters(memory.assumingMemoryBound(to: Entry.self))
        try parameters.read(query)
        parameters.sort()
        return parameters
    }

    /// Adds an entry for each parameter that is not empty. There is room for all.
    private mutating func read(_ query: Bytes) throws(ResourceExhausted) {
        var rest = query
        while !rest.isEmpty {
            let piece = rest.prefix(rest.firstIndex(of: ampersand))
            rest = rest.dropFirst(piece.count &+ 1)
            if piece.isEmpty { continue }
            let name = piece.prefix(piece.firstIndex(of: UInt8(ascii: "=")))
            let start = encoded.count
            try appendReencoded(name, to: &encoded)
            let nameCount = encoded.count &- start
            try encoded.append("=")
            try appendReencoded(piece.dropFirst(name.count &+ 1), to: &encoded)
            entries[count] = Entry(start: start, nameCount: nameCount, count: encoded.count &- start)
            count &+= 1
        }
    }

    func append(to text: inout ByteBuffer) throws(ResourceExhausted) {
        var index = 0
        while index < count {
            if index > 0 { try text.append("&") }
            try text.append(encoded.bytes.dropFirst(entries[index].start).prefix(entries[index].count))
            index &+= 1
        }
    }

    @inline(never)  // Smaller, and no slower.
    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        let byName = order(name(left), name(right))
        return byName == 0 ? order(value(left), value(right)) < 0 : byName < 0
    }

    private func name(_ entry: Entry) -> Bytes {
        encoded.bytes.dropFirst(entry.start).prefix(entry.nameCount)
    }

    private func value(_ entry: Entry) -> Bytes {
        encoded.bytes.dropFirst(entry.start).prefix(entry.count).dropFirst(entry.nameCount &+ 1)
    }

    private func sort() {
        var root = count / 2
        while root > 0 {
            root &-= 1
            sink(root, in: count)
        }
        var end = count
        while end > 1 {
            end &-= 1
            swap(0, end)
            sink(0, in: end)
        }
    }

    /// Restores the heap of the entries from `start` to `end`, with the last entry of the order first. All but `start`
    /// are in heap order. Every index is less than `end`, which is at most ``count``.
    private func sink(_ start: Int, in end: Int) {
        var parent = start
        while true {
            var child = parent &* 2 &+ 1
            guard child < end else { return }
            if child &+ 1 < end, precedes(entries[child], entries[child &+ 1]) { child &+= 1 }
            guard precedes(entries[parent], entries[child]) else { return }
            swap(parent, child)
            parent = child
        }
    }

    private func swap(_ left: Int, _ right: Int) {
        let kept = entries[left]
        entries[left] = entries[right]
        entries[right] = kept
    }
}

private var ampersand: UInt8 { UInt8(ascii: "&") }

/// Returns a negative number, zero or a positive number if `left` is before, equal to or after `right`.
private func order(_ left: Bytes, _ right: Bytes) -> Int {
    let common = memcmp(left.start, right.start, min(left.count, right.count))
    return common == 0 ? left.count &- right.count : Int(common)
}
