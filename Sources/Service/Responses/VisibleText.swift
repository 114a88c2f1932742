import Platform

/// What a person would read in a body that is no JSON object: of a page of HTML its text without tags, scripts and
/// styles, and of anything else the text itself. A firewall writes there which event it was. `nil` for an object.
///
/// The text replaces the body, which is never shorter.
func visibleText(_ body: UnsafeMutablePointer<UInt8>, count: Int) -> Bytes? {
    let all = Bytes(body, count: count)
    var start = 0
    // Blanks, and the three bytes of a mark that says UTF-8.
    while let byte = all[start], byte <= 0x20 || byte == 0xEF || byte == 0xBB || byte == 0xBF { start &+= 1 }
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
            // In code, what is not its end may be an operator.
            if !(wasCode && isCode) {
                let mark: Literal = rest.hasPrefix("<!--") ? "-->" : ">"
                guard let found = rest.firstRange(of: mark.bytes) else { break }
                end = found &+ mark.bytes.count
            }
        }
        let isBlank = isMark || isCode || byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
        if !(isBlank && hasGap) {
            body[length] = isBlank ? 0x20 : byte
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
