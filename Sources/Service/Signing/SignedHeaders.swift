import Platform

/// The headers that a signature covers, in the order of their names.
///
/// A search for the next one reads all lines: a request has about ten, which the library wrote.
struct SignedHeaders {
    /// Lines of the form "Name: value", each terminated by a NUL.
    let lines: Bytes
    let url: SignedURL
    /// The names of the headers to sign, separated by ';'.
    let wanted: Bytes

    /// Appends `name:value` and a newline for each header to `text`, and the names, separated by ';', to `names`.
    func append(to text: inout ByteBuffer, names: inout ByteBuffer) throws(ResourceExhausted) {
        var last = Bytes.none
        while let header = next(after: last) {
            if !names.bytes.isEmpty { try names.append(";") }
            try append(lowercased: header.name, to: &names)
            try append(lowercased: header.name, to: &text)
            try text.append(":")
            if let value = header.value {
                try text.append(value)
            } else {
                try url.appendHost(to: &text)
            }
            try text.append("\n")
            last = header.name
        }
    }

    private func append(lowercased name: Bytes, to text: inout ByteBuffer) throws(ResourceExhausted) {
        var index = 0
        while let byte = name[index] {
            try text.append(byte: byte.asciiLowercased)
            index &+= 1
        }
    }

    /// Returns the header with the first name after `last`. If two have that name, returns the first of them.
    private func next(after last: Bytes) -> Header? {
        var found: Header?
        var rest = lines
        while !rest.isEmpty {
            let line = rest.prefix(rest.firstIndex(of: 0))
            rest = rest.dropFirst(line.count &+ 1)
            let header = Header(line)
            if header.isBetter(than: found, after: last), isWanted(header.name) { found = header }
        }
        // The URL's host comes after the lines, so a Host header among them takes precedence.
        let host = Header(name: ("host" as Literal).bytes, value: nil)
        return host.isBetter(than: found, after: last) && isWanted(host.name) ? host : found
    }

    private func isWanted(_ name: Bytes) -> Bool {
        if name.equalsIgnoringCase(("x-sdk-date" as Literal).bytes) { return true }
        var rest = wanted
        while !rest.isEmpty {
            let one = rest.prefix(rest.firstIndex(of: UInt8(ascii: ";")))
            if one.equalsIgnoringCase(name) { return true }
            rest = rest.dropFirst(one.count &+ 1)
        }
        return false
    }
}

private struct Header {
    let name: Bytes
    /// The value; `nil` for the URL's host.
    let value: Bytes?

    init(name: Bytes, value: Bytes?) {
        self.name = name
        self.value = value
    }

    init(_ line: Bytes) {
        name = line.prefix(line.firstIndex(of: UInt8(ascii: ":")))
        value = line.dropFirst(name.count &+ 1).trimmed
    }

    /// Returns true if this header comes after `last`, and before `other` if there is one.
    func isBetter(than other: Header?, after last: Bytes) -> Bool {
        guard last.precedes(name) else { return false }
        guard let other else { return true }
        return name.precedes(other.name)
    }
}

extension Bytes {
    /// The text without spaces and tabs at its ends.
    fileprivate var trimmed: Bytes {
        var text = self
        while let first = text[0], first.isBlank { text = text.dropFirst(1) }
        while let last = text[text.count &- 1], last.isBlank { text = text.prefix(text.count &- 1) }
        return text
    }

    /// Returns true if these bytes come before `other`, ignoring case.
    fileprivate func precedes(_ other: Bytes) -> Bool {
        var index = 0
        while let mine = self[index], let theirs = other[index] {
            if mine.asciiLowercased != theirs.asciiLowercased { return mine.asciiLowercased < theirs.asciiLowercased }
            index &+= 1
        }
        return count < other.count
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
