package import Platform

/// Whether a text is UTF-8 to its end, and so can stand in JSON.
package func isUTF8(_ text: Bytes) -> Bool {
    let end = text.start + text.count
    var place = text.start
    while place < end {
        let length = UTF8Sequence.length(place, before: end)
        if length == 0 { return false }
        place += length
    }
    return true
}
