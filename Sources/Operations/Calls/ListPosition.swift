import CCodelab
import Platform
import Service

/// The position in a list, and checks whether a page can be its next part.
///
/// A truncated list must not look complete. Services truncate lists in several ways: they return smaller pages than
/// requested, ignore the offset, or take it for a page number. So a list ends at its total, or at an empty page if
/// there is no total.
struct ListPosition {
    enum Fault: Error {
        /// The page lists the same elements as an earlier page.
        case repeats
        /// The page is empty, but the total is larger than the number of elements read.
        case endsEarly
    }

    /// The number of elements read; the next page begins there.
    private(set) var offset: Int64 = 0
    private(set) var isOver = false
    /// The last total that the service gave.
    private var total = Absent.integer
    private var pages: UInt64 = 0
    /// The fingerprint of the last page.
    private var last: Fingerprint?
    /// The fingerprint of an earlier page, which is replaced at each page whose number is a power of two. Any cycle of
    /// pages returns to it. (Brent 1980)
    private var earlier: Fingerprint?

    /// Advances the position after a page. Returns true if the page has elements, and false at the end of the list.
    mutating func take(_ page: UnsafePointer<codelab_page>) throws(Fault) -> Bool {
        let count = Int64(pageElementCount(page))
        let isChanged = takeTotal(page.pointee.total, count)
        guard count > 0 else {
            guard total == Absent.integer || offset >= total else { throw .endsEarly }
            isOver = true
            return false
        }
        let print = Fingerprint(page)
        let isRepeated = print == last || print == earlier
        // Elements added or removed meanwhile move others between pages. Then the total changes, too.
        if isRepeated && !isChanged { throw .repeats }
        // A response is limited to 16 MiB, so `count` is small: an overflow of `offset` would take centuries.
        offset = offset &+ count
        pages &+= 1
        last = print
        if pages & (pages &- 1) == 0 { earlier = print }
        isOver = !isRepeated && total != Absent.integer && offset >= total
        return true
    }

    /// Returns true if the total differs from the one before.
    private mutating func takeTotal(_ given: Int64, _ count: Int64) -> Bool {
        // A total smaller than its page counts something else.
        guard given != Absent.integer, given >= count else { return false }
        defer { total = given }
        return total != Absent.integer && total != given
    }
}

extension ListPosition.Fault {
    /// Writes the end of a sentence.
    func describe(_ position: ListPosition, to writer: inout TextWriter) {
        switch self {
        case .repeats:
            writer.write("the page at offset ")
            writer.write(position.offset)
            writer.write(" repeats an earlier one, so the rest of the list cannot be read; try the largest page_size")
        case .endsEarly:
            writer.write("the list ends after ")
            writer.write(position.offset)
            writer.write(" elements, and the service counts more")
        }
    }
}
