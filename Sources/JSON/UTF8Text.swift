package import Platform

/// Returns true if the whole text is UTF-8, so that it can be part of JSON.
package func isUTF8(_ text: Bytes) -> Bool {
    let end = text.start + text.count
    var next = text.start
    while next < end {
        let length = UTF8Sequence.length(next, before: end)
        if length == 0 { return false }
        next += length
    }
    return true
}
