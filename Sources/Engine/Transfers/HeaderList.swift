import CPlatform
package import Platform

/// Request headers in the form that libcurl reads: a list over lines that stand one behind the other.
///
/// The list's nodes are ours rather than `curl_slist_append()`'s, so that a token has one place in memory, and that
/// place is overwritten at the end. Immutable, so transfers of several threads may read it at once.
public struct HeaderList: ~Copyable {
    private let lines: ByteBuffer
    private let nodes: UnsafeMutablePointer<curl_slist>?

    /// - Parameter lines: `Name: value`, each ended by a NUL.
    package init(lines: consuming ByteBuffer) throws(ResourceExhausted) {
        let text = lines.bytes
        var count = 0
        _ = text.allSatisfy { byte in
            if byte == 0 { count &+= 1 }
            return true
        }
        nodes = try Self.makeNodes(text, count: count)
        self.lines = lines
    }

    private static func makeNodes(_ text: Bytes, count: Int) throws(ResourceExhausted) -> UnsafeMutablePointer<
        curl_slist
    >? {
        if count == 0 { return nil }
        // A request has a handful of headers: the product is far from overflowing.
        guard let memory = malloc(count &* MemoryLayout<curl_slist>.stride) else { throw ResourceExhausted() }
        let nodes = memory.assumingMemoryBound(to: curl_slist.self)
        var rest = text
        var index = 0
        while index < count {
            let ownerQueue = UnsafeMutablePointer(
                mutating: UnsafeRawPointer(rest.start).assumingMemoryBound(to: CChar.self))
            (nodes + index).initialize(
                to: curl_slist(data: ownerQueue, next: index &+ 1 < count ? nodes + index + 1 : nil))
            rest = rest.dropFirst(strlen(ownerQueue) &+ 1)
            index &+= 1
        }
        return nodes
    }

    deinit { free(nodes) }

    /// The lines, as long as the list exists.
    package struct View {
        let nodes: UnsafePointer<curl_slist>?

        /// Calls `body` with each line.
        package func forEach(_ body: (Bytes) -> Void) {
            var link = nodes
            while let node = link {
                if let ownerQueue = node.pointee.data { body(Bytes(cString: ownerQueue)) }
                link = UnsafePointer(node.pointee.next)
            }
        }
    }

    package var view: View { View(nodes: UnsafePointer(nodes)) }
}
