import CCodelab
import Platform
import Service

/// How far a list has been read, and whether what comes next can be a part of it.
///
/// A list that is cut short must not look complete. Services cut lists in several ways: by pages that are smaller than
/// asked for, by ignoring the offset, and by taking it for the number of a page. So the end of a list is its total, or
/// an empty page where no total is given.
struct ListPosition {
    enum Fault: Error {
        /// The page lists what an earlier one listed.
        case repeats
        /// The page is empty, and the total says that there is more.
        case endsEarly
    }

    /// How many elements have been read; the next page begins there.
    private(set) var offset: Int64 = 0
    private(set) var isOver = false
    /// The last one that was given.
    private var total = Absent.integer
    private var pages: UInt64 = 0
    /// Of the last page.
    private var last: Fingerprint?
    /// Of an earlier page: each page whose number is a power of two takes the place of the one before it. A cycle of
    /// pages of any length comes back to it. (Brent 1980)
    private var earlier: Fingerprint?

    /// Goes on after a page. Returns true if the page lists anything, and false at the end of the list.
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
        // Elements that are added or removed meanwhile move others from page to page: the total changes with them.
        if isRepeated && !isChanged { throw .repeats }
        // The page's count is bounded by an answer's 16 MiB; it would take ages of pages to overflow.
        offset = offset &+ count
        pages &+= 1
        last = print
        if pages & (pages &- 1) == 0 { earlier = print }
        isOver = !isRepeated && total != Absent.integer && offset >= total
        return true
    }

    /// Returns true if the total differs from the one before.
    private mutating func takeTotal(_ given: Int64, _ count: Int64) -> Bool {
        // One that is smaller than its own page counts something else.
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
