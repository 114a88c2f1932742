import Foundation

/// Times in the form of signatures: `20191115T033655Z`.
enum BasicTime {
    /// Returns milliseconds since the epoch; nil if the text is not a valid time.
    static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = number(bytes[0..<4]), let month = number(bytes[4..<6]), let day = number(bytes[6..<8]),
            let hour = number(bytes[9..<11]), let minute = number(bytes[11..<13]), let second = number(bytes[13..<15])
        else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        let milliseconds = Int64(timegm(&parts)) * 1000
        // timegm() accepts the 32nd of a month as a day of the next month.
        return self.text(ms: milliseconds) == text ? milliseconds : nil
    }

    static func text(ms: Int64) -> String {
        format(ms, "%Y%m%dT%H%M%SZ")
    }

    /// Returns the time in IAM's form: `2021-12-07T01:50:05.440000Z`.
    static func iamText(ms: Int64) -> String {
        let micros = String(1_000_000 + (ms % 1000) * 1000).dropFirst()
        return format(ms, "%Y-%m-%dT%H:%M:%S.") + micros + "Z"
    }

    private static func format(_ ms: Int64, _ pattern: String) -> String {
        var seconds = time_t(ms / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes { bytes in
            strftime(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, pattern, &parts)
        }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int32? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
