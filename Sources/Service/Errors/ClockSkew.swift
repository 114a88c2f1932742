import Platform

/// How far this machine's clock and the service's are apart.
struct ClockSkew {
    /// What the service's clock shows more than this one.
    private let seconds: Int64

    /// From a refusal that tells both times: `signature expired, signature time: 20191115T033655Z, server time: …`.
    init?(_ message: Bytes) {
        guard let signed = timeBehind("signature time", message), let server = timeBehind("server time", message) else {
            return nil
        }
        seconds = server &- signed
    }

    /// From the time of the answer, in milliseconds, and the time that the request was signed with, in seconds.
    init?(_ dateMs: Int64?, _ signedSeconds: Int64?) {
        guard let dateMs, let signedSeconds else { return nil }
        seconds = dateMs / 1000 &- signedSeconds
    }

    var isBehind: Bool { seconds > 0 }

    /// Rounded.
    var minutes: Int64 {
        // Times of four-digit years are far from where this could overflow.
        let rounded = ((seconds < 0 ? 0 &- seconds : seconds) &+ 30) / 60
        return rounded < 0 ? 0 : rounded
    }

    /// Gateways take what was signed up to a quarter of an hour ago, or will be.
    var isRefused: Bool { seconds > 900 || seconds < -900 }
}

/// Seconds since the epoch of the time that stands behind a word, `20191115T033655Z` or `2019-11-15T03:36:55Z`, with no
/// more than punctuation in between.
private func timeBehind(_ word: Literal, _ text: Bytes) -> Int64? {
    guard let place = text.firstRange(of: word.bytes) else { return nil }
    var rest = text.dropFirst(place &+ word.bytes.count)
    while let byte = rest[0], !byte.isDigit {
        if byte.isLetter { return nil }
        rest = rest.dropFirst(1)
    }
    return compactTime(rest) ?? separatedTime(rest)
}

private func compactTime(_ text: Bytes) -> Int64? {
    guard text[8] == 0x54, let year = number(text, at: 0, digits: 4), let month = number(text, at: 4, digits: 2),
        let day = number(text, at: 6, digits: 2), let hour = number(text, at: 9, digits: 2),
        let minute = number(text, at: 11, digits: 2), let second = number(text, at: 13, digits: 2)
    else { return nil }
    return seconds(year, month, day, hour &* 3600 &+ minute &* 60 &+ second)
}

private func separatedTime(_ text: Bytes) -> Int64? {
    guard text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x54 || text[10] == 0x20, text[13] == 0x3A, text[16] == 0x3A,
        let year = number(text, at: 0, digits: 4), let month = number(text, at: 5, digits: 2),
        let day = number(text, at: 8, digits: 2), let hour = number(text, at: 11, digits: 2),
        let minute = number(text, at: 14, digits: 2), let second = number(text, at: 17, digits: 2)
    else { return nil }
    return seconds(year, month, day, hour &* 3600 &+ minute &* 60 &+ second)
}
