import Platform

/// The difference between this machine's clock and the service's.
struct ClockSkew {
    /// The seconds by which the service's clock is ahead of this one.
    private let seconds: Int64

    /// Reads the difference from an error message with both times: `signature expired, signature time:
    /// 20191115T033655Z, server time: …`.
    init?(_ message: Bytes) {
        guard let signed = time(after: "signature time", message),
            let server = time(after: "server time", message)
        else { return nil }
        seconds = server &- signed
    }

    /// Computes the difference from the response's date, in milliseconds, and the time in the request's signature, in
    /// seconds.
    init?(_ dateMs: Int64?, _ signedSeconds: Int64?) {
        guard let dateMs, let signedSeconds else { return nil }
        seconds = dateMs / 1000 &- signedSeconds
    }

    var isBehind: Bool { seconds > 0 }

    /// The difference in minutes, rounded.
    var minutes: Int64 {
        // Times of four-digit years cannot overflow.
        let rounded = ((seconds < 0 ? 0 &- seconds : seconds) &+ 30) / 60
        return rounded < 0 ? 0 : rounded
    }

    /// True if gateways reject the difference: they accept signatures within a quarter of an hour.
    var isRefused: Bool { seconds > 900 || seconds < -900 }
}

/// Returns the seconds since the epoch of the time after a word, `20191115T033655Z` or `2019-11-15T03:36:55Z`, with
/// only punctuation between them.
private func time(after word: Literal, _ text: Bytes) -> Int64? {
    guard let start = text.firstRange(of: word.bytes) else { return nil }
    var rest = text.dropFirst(start &+ word.bytes.count)
    while let byte = rest[0], !byte.isDigit {
        if byte.isLetter { return nil }
        rest = rest.dropFirst(1)
    }
    return compactTime(rest) ?? separatedTime(rest)
}

private func compactTime(_ text: Bytes) -> Int64? {
    guard text[8] == UInt8(ascii: "T"),
        let year = number(text, at: 0, digits: 4), let month = number(text, at: 4, digits: 2),
        let day = number(text, at: 6, digits: 2), let hour = number(text, at: 9, digits: 2),
        let minute = number(text, at: 11, digits: 2), let second = number(text, at: 13, digits: 2)
    else { return nil }
    return seconds(year, month, day, hour &* 3600 &+ minute &* 60 &+ second)
}

private func separatedTime(_ text: Bytes) -> Int64? {
    let (hyphen, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
    guard text[4] == hyphen, text[7] == hyphen, text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
        text[13] == colon, text[16] == colon,
        let year = number(text, at: 0, digits: 4), let month = number(text, at: 5, digits: 2),
        let day = number(text, at: 8, digits: 2), let hour = number(text, at: 11, digits: 2),
        let minute = number(text, at: 14, digits: 2), let second = number(text, at: 17, digits: 2)
    else { return nil }
    return seconds(year, month, day, hour &* 3600 &+ minute &* 60 &+ second)
}
