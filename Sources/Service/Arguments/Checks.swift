import CCodelab
package import Platform

/// Checks texts that callers pass. Each check reports the argument and the problem, and rejects what could change the
/// meaning of a URL or a header.
package enum Check {
    @inline(never)
    package static func refuse(
        _ field: Literal, _ problem: Literal, _ report: Report
    ) -> Failure {
        report.failure(CODELAB_E_ARGUMENT) {
            $0.write(field)
            $0.write(": ")
            $0.write(problem)
        }
    }

    /// The limit for texts whose length the service does not document: its gateway accepts no longer URI or header.
    static var longestText: Int { 32768 }

    /// Rejects a text of more than `longest` characters. The service counts characters, not bytes.
    @inline(never)
    static func length(_ text: Bytes, _ field: Literal, longest: Int, _ report: Report) throws(Failure) {
        var count = 0
        _ = text.allSatisfy { byte in
            // Do not count continuation bytes of UTF-8.
            if byte & 0xC0 != 0x80 { count &+= 1 }
            return true
        }
        guard count > longest else { return }
        throw report.failure(CODELAB_E_ARGUMENT) {
            $0.write(field)
            $0.write(": is longer than ")
            $0.write(Int64(longest))
            $0.write(" characters")
        }
    }

    /// Returns a text that must not be missing or empty.
    package static func required(
        _ text: UnsafePointer<CChar>?, _ field: Literal, _ report: Report
    ) throws(Failure) -> Bytes {
        guard let text, text.pointee != 0 else { throw refuse(field, "is required", report) }
        return Bytes(cString: text)
    }

    /// Checks an id that becomes a path segment, of a project or an instance.
    package static func identifier(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        guard !text.isEmpty else { throw refuse(field, "is required", report) }
        try length(text, field, longest: 64, report)
        guard text.allSatisfy({ $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else {
            throw refuse(field, "may contain only letters, digits, '-' and '_'", report)
        }
    }

    /// Checks and returns the id of an instance that a caller passes.
    package static func instanceID(_ text: UnsafePointer<CChar>?, _ report: Report) throws(Failure) -> Bytes {
        let id = try required(text, "id", report)
        try instanceID(id, report)
        return id
    }

    package static func imageID(_ text: UnsafePointer<CChar>?, _ report: Report) throws(Failure) -> Bytes {
        let id = try required(text, "id", report)
        try identifier(id, "id", report)
        return id
    }

    /// Checks the id of an instance. A few words are refused: with them the URL would be that of another call.
    package static func instanceID(_ text: Bytes, _ report: Report) throws(Failure) {
        try identifier(text, "id", report)
        if text == "open" || text == "all" || text == "flavors" {
            throw refuse("id", "is the name of a call, not an instance id", report)
        }
    }

    /// Checks a token: visible ASCII, so that it can neither end the header nor begin another.
    package static func token(_ text: Bytes, _ field: Literal, _ report: Report) throws(Failure) {
        try length(text, field, longest: longestText, report)
        guard text.allSatisfy({ $0.isVisibleASCII }) else {
            throw refuse(field, "has a space, a line break or another invalid byte", report)
        }
    }

    /// Checks the value of a header: printable ASCII, without spaces at its ends.
    package static func headerValue(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        try length(text, field, longest: longestText, report)
        let space = UInt8(ascii: " ")
        guard text.allSatisfy({ $0.isPrintableASCII }), text[0] != space, text[text.count &- 1] != space else {
            throw refuse(field, "may contain only printable ASCII, without spaces at its ends", report)
        }
    }

    /// Checks a text that is only sent in a body, where it is escaped. The service checks its meaning.
    package static func bodyText(
        _ text: Bytes, _ field: Literal, _ report: Report
    ) throws(Failure) {
        try length(text, field, longest: longestText, report)
        guard text.allSatisfy({ !$0.isControl }) else {
            throw refuse(field, "has a control character", report)
        }
    }

    /// Checks the address of a notebook file, before it is encoded.
    package static func shareURL(_ text: Bytes, _ report: Report) throws(Failure) {
        try length(text, "share_url", longest: longestText, report)
        let scheme = text.hasPrefix("https://") ? 8 : (text.hasPrefix("http://") ? 7 : 0)
        guard scheme > 0, text.count > scheme, text[scheme] != UInt8(ascii: "/") else {
            throw refuse("share_url", "must be the http(s) address of a file, not encoded", report)
        }
        guard text.allSatisfy({ $0.isVisibleASCII }) else {
            throw refuse("share_url", "may contain only visible ASCII; percent-encode other characters", report)
        }
    }

    /// Checks a list of header names, separated by ';'.
    package static func signedHeaders(_ text: Bytes, _ report: Report) throws(Failure) {
        var rest = text
        while !rest.isEmpty {
            var length = 0
            while let byte = rest[length], byte != UInt8(ascii: ";") { length &+= 1 }
            guard isSignable(rest.prefix(length)) else {
                throw refuse(
                    "signed_headers", "has a header that requests do not contain, or that cannot be signed", report)
            }
            rest = rest.dropFirst(length &+ 1)
        }
    }

    private static func isSignable(_ name: Bytes) -> Bool {
        name.equalsIgnoringCase(("content-type" as Literal).bytes) || name.equalsIgnoringCase(("host" as Literal).bytes)
            || name.equalsIgnoringCase(("x-language" as Literal).bytes)
            || name.equalsIgnoringCase(("x-project-id" as Literal).bytes)
            || name.equalsIgnoringCase(("x-security-token" as Literal).bytes)
            || name.equalsIgnoringCase(("x-sdk-date" as Literal).bytes)
    }

    /// Checks a number. Returns `fallback` for zero.
    package static func number(
        _ value: Int64, _ field: Literal, from lowest: Int64, to highest: Int64, default fallback: Int64,
        _ report: Report
    ) throws(Failure) -> Int64 {
        if value == 0 { return fallback }
        guard value >= lowest, value <= highest else {
            throw report.failure(CODELAB_E_ARGUMENT) {
                $0.write(field)
                $0.write(": must be 0 (the default), or from ")
                $0.write(lowest)
                $0.write(" to ")
                $0.write(highest)
            }
        }
        return value
    }
}
