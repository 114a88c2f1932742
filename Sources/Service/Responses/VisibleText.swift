import Platform

/// Returns the readable text of a body that is not a JSON object: of an HTML page the text without tags, scripts and
/// styles, and of any other body the body itself. A firewall writes its event id there. Returns `nil` for an object.
///
/// The text overwrites the body, which is at least as long.
func visibleText(_ body: UnsafeMutablePointer<UInt8>, count: Int) -> Bytes? {
    let all = Bytes(body, count: count)
    var start = 0
    // Skip white space, and the three bytes of a UTF-8 byte order mark.
    while let byte = all[start], byte <= UInt8(ascii: " ") || byte == 0xEF || byte == 0xBB || byte == 0xBF {
        start &+= 1
    }
    guard all[start] != UInt8(ascii: "{") else { return nil }
    var rest = all.dropFirst(start)
    guard rest.hasPrefix("<") else { return rest }
    var length = 0
    var hasGap = true
    var isCode = false
    while let byte = rest[0] {
        var end = 1
        let isMark = byte == UInt8(ascii: "<")
        if isMark {
            let wasCode = isCode
            isCode = wasCode ? !isElement("/script", "/style", rest) : isElement("script", "style", rest)
            // In code, other "<" may be operators.
            if !(wasCode && isCode) {
                let mark: Literal = rest.hasPrefix("<!--") ? "-->" : ">"
                guard let found = rest.firstRange(of: mark.bytes) else { break }
                end = found &+ mark.bytes.count
            }
        }
        let isBlank =
            isMark || isCode || byte == UInt8(ascii: " ") || (byte >= UInt8(ascii: "\t") && byte <= UInt8(ascii: "\r"))
        if !(isBlank && hasGap) {
            body[length] = isBlank ? UInt8(ascii: " ") : byte
            length &+= 1
        }
        hasGap = isBlank
        rest = rest.dropFirst(end)
    }
    return Bytes(body, count: length)
}

private func isElement(_ one: Literal, _ other: Literal, _ text: Bytes) -> Bool {
    func has(_ name: Bytes) -> Bool { text.dropFirst(1).prefix(name.count).equalsIgnoringCase(name) }
    return has(one.bytes) || has(other.bytes)
}
