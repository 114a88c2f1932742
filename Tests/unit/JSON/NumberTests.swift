import JSON
import Testing

@Suite("Numbers keep their value or are refused")
struct NumberTests {
    @Test(
        "Whole numbers of 64 bits, however they are written",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1234567", 1_234_567), ("12345678", 12_345_678),
            ("90817263", 90_817_263),
            ("-99999999", -99_999_999), ("123456789", 123_456_789), ("123456789012345678", 123_456_789_012_345_678),
            ("123456789012", 123_456_789_012), ("12345678901234567", 12_345_678_901_234_567),
            ("-1234567890123456", -1_234_567_890_123_456), ("123456789012e1", 1_234_567_890_120),
            ("10000000", 10_000_000), ("12345678e2", 1_234_567_800), ("1638841805440", 1_638_841_805_440),
            ("999999999999999999", 999_999_999_999_999_999), ("1000000000000000000", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("-9223372036854775807", .min + 1),
            ("3.6e6", 3_600_000), ("3.6E+6", 3_600_000), ("1.50e1", 15), ("15.0", 15), ("15.000", 15), ("-1.0", -1),
            ("36000000e-1", 3_600_000), ("10000000000000000000e-1", 1_000_000_000_000_000_000), ("0.15e2", 15),
            ("0.00015e5", 15), ("100.00e-2", 1), ("0.0", 0), ("0e999999999999999999999", 0), ("-0.0e-5", 0),
            ("0.000e400", 0), ("9.223372036854775807e18", .max), ("922337203685477580.7e1", .max),
            ("1e18", 1_000_000_000_000_000_000),
            ("0.000000000000000000000000000001e30", 1), ("-9.223372036854775808e18", .min),
            ("1000000000000000000000000000000e-30", 1), ("1e0", 1), ("1e00", 1), ("1E-0", 1), ("120e-1", 12),
            ("10.20e1", 102),
        ] as [(String, Int64)])
    func integers(_ text: String, _ expected: Int64) throws {
        try withReader(Array(text.utf8)) { reader in
            let value = try reader.integer()
            #expect(value == expected)
            try reader.finish()
        }
    }

    @Test(
        "Numbers that are not integers of 64 bits",
        arguments: [
            ("1.5", .fraction), ("0.1", .fraction), ("15e-1", .fraction), ("1e-1", .fraction), ("1.05e1", .fraction),
            ("1e-999999999999999999999999", .fraction), ("9223372036854775808", .integerRange),
            ("-9223372036854775809", .integerRange), ("9223372036854775807.5", .fraction),
            ("10000000000000000000", .integerRange),
            ("18446744073709551616", .integerRange), ("18446744073709551617", .integerRange),
            ("99999999999999999999", .integerRange), ("1e19", .integerRange), ("1e400", .integerRange),
            ("1e999999999999999999999999", .integerRange), ("-1e19", .integerRange), ("9.3e18", .integerRange),
            ("123456789012345678901234567890", .integerRange),
        ] as [(String, JSONError.Reason)])
    func notIntegers(_ text: String, _ reason: JSONError.Reason) {
        let outcome = outcome(Array("[ \(text)]".utf8)) { reader throws(JSONError) in
            _ = try reader.enterArray()
            return String(try reader.integer())
        }
        #expect(outcome == .failed(reason, at: 2, path: "[0]"), "\(text)")
    }

    @Test(
        "Malformed numbers, read as an integer, as a number, and skipped",
        arguments: [
            ("01", 1), ("-01", 2), ("00", 1), ("1.", 2), (".1", 0), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("1E-", 3),
            ("-", 1), ("--1", 1), ("+1", 0), ("1.0.3", 3), ("0x1", 1), ("1e1.5", 3), ("1e1e1", 3), ("- 1", 1),
            ("-a", 1), ("1_000", 1), ("1a", 1), ("0e", 2), ("1.-1", 2), ("\u{FF11}", 0), ("-Infinity", 1), ("2.e3", 2),
            ("========", 0), ("-========", 1), ("1234567:", 7), ("1234567/", 7), ("01234567", 1), ("012345678", 1),
            ("::::::::", 0), ("////////", 0),
        ])
    func malformed(_ text: String, _ offset: Int) {
        let bytes = Array("[\(text)]".utf8)
        let asInteger = outcome(bytes) { reader throws(JSONError) in
            _ = try reader.enterArray()
            let value = try reader.integer()
            _ = try reader.nextElement()
            return String(value)
        }
        let asDouble = outcome(bytes) { reader throws(JSONError) in
            _ = try reader.enterArray()
            let value = try reader.double()
            _ = try reader.nextElement()
            return String(value)
        }
        for outcome in [asInteger, asDouble, skip(bytes)] {
            guard case .failed(_, let place, _) = outcome else {
                Issue.record("\(text): \(outcome)")
                continue
            }
            #expect(place == offset + 1, "\(text)")
        }
    }

    @Test(
        "Floating-point numbers",
        arguments: [
            ("0", 0), ("-0.0", 0), ("0.5", 0.5), ("32768.25", 32768.25), ("-1.5e-3", -0.0015), ("1e308", 1e308),
            ("1e-400", 0), ("0.1", 0.1), ("123456789012345678901234567890", 123456789012345678901234567890.0),
        ])
    func doubles(_ text: String, _ expected: Double) throws {
        try withReader(Array(text.utf8)) { reader in
            let value = try reader.double()
            #expect(value == expected)
            try reader.finish()
        }
    }

    @Test(
        "A floating-point number is rounded to the nearest one, and zero keeps its sign",
        arguments: [
            "999999999999999e22", "999999999999999e-22", "123456789.012345e-13", "1e22", "1e23", "9007199254740993",
            "8.5e-23", "0.000001", "-0", "-0.0e5", "4096.0", "179769313486231.57e294", "2.2250738585072014e-308",
            "100000000000000.5", "1234567890123456.5", "7e-7", "-123e-2",
        ])
    func roundsAsSwiftDoes(_ text: String) throws {
        let value = try withReader(Array(text.utf8)) { try $0.double() }
        #expect(value.bitPattern == Double(text)?.bitPattern)
    }

    @Test("A number beyond all doubles is refused")
    func doubleRange() {
        let outcome = outcome(Array("-1e400".utf8)) { reader throws(JSONError) in String(try reader.double()) }
        #expect(outcome == .failed(.numberRange, at: 0, path: ""))
    }

    @Test("A number of a megabyte takes no longer than its length")
    func longNumbers() throws {
        let zeros = String(repeating: "0", count: 1 << 20)
        for text in ["1\(zeros)e-\(1 << 20)", "0.\(zeros)1e\((1 << 20) + 1)"] {
            let value = try withReader(Array(text.utf8)) { try $0.integer() }
            #expect(value == 1)
        }
        #expect(skip(Array("1\(zeros).\(zeros)e\(zeros)".utf8)).isRead)
    }
}
