import CCodelab
import Platform
import Testing

@testable import Service

@Suite("The deadline of a lease, and its remaining time, are computed")
struct DecodingLeaseTests {
    /// 1638841805000
    private let date: Literal = "Mon, 07 Dec 2021 01:50:05 GMT"

    private static let cases: [(Comment, String, Int64, Int64)] = [
        ("running", #"{"create_at":1638841800000,"duration":15000,"enable":true}"#, 1_638_841_815_000, 10000),
        ("without saying that it is on", #"{"create_time":1638841800000,"duration":15000}"#, 1_638_841_815_000, 10000),
        ("over", #"{"create_at":1638841800000,"duration":1,"enable":true}"#, 1_638_841_800_001, 0),
        ("switched off", #"{"create_at":1638841800000,"duration":15000,"enable":false}"#, .min, .min),
        ("unlimited", #"{"create_at":1638841800000,"duration":-1,"enable":true}"#, .min, .min),
        ("without a beginning", #"{"duration":15000,"enable":true}"#, .min, .min),
        ("without a duration", #"{"create_at":1638841800000,"enable":true}"#, .min, .min),
        ("beyond all numbers", #"{"create_at":9223372036854775807,"duration":1,"enable":true}"#, .min, .min),
        (
            "at the end of all numbers", #"{"create_at":9223372036854775806,"duration":1}"#, .max,
            .max - 1_638_841_805_000
        ),
        ("empty", "{}", .min, .min),
    ]

    @Test("Of a lease that was asked for", arguments: cases)
    func alone(_ name: Comment, _ body: String, _ deadlineMs: Int64, _ remainingMs: Int64) {
        let failure = take(body, as: .lease, date: date) { answer in
            let lease = answer.assumingMemoryBound(to: codelab_lease.self).pointee
            #expect(lease.deadline_ms == deadlineMs, name)
            #expect(lease.remaining_ms == remainingMs, name)
        }
        #expect(failure == nil)
        let undated = take(body, as: .lease) { answer in
            let lease = answer.assumingMemoryBound(to: codelab_lease.self).pointee
            #expect(lease.deadline_ms == deadlineMs && lease.remaining_ms == .min, name)
        }
        #expect(undated == nil)
    }

    @Test("Of an instance", arguments: cases)
    func inInstance(_ name: Comment, _ body: String, _ deadlineMs: Int64, _ remainingMs: Int64) {
        for (answer, date) in [
            ("{\"lease\":\(body)}", date as Literal?), ("{\"current_time\":1638841805000,\"lease\":\(body)}", nil),
        ] {
            let failure = take(answer, as: .instance, date: date) { answer in
                let instance = answer.assumingMemoryBound(to: codelab_instance.self).pointee
                #expect(instance.lease?.pointee.deadline_ms == deadlineMs, name)
                #expect(instance.lease?.pointee.remaining_ms == remainingMs, name)
                #expect(instance.leaseDeadlineMs == deadlineMs, name)
                #expect(instance.leaseRemainingMs(elapsedMs: 0) == remainingMs, name)
            }
            #expect(failure == nil)
        }
    }

    @Test("The clock in the body overrides the Date header")
    func ownClock() {
        let body = #"{"current_time":1000,"lease":{"create_at":0,"duration":1500}}"#
        let failure = take(body, as: .instance, date: date) { answer in
            let instance = answer.assumingMemoryBound(to: codelab_instance.self).pointee
            #expect(instance.current_time_ms == 1000 && instance.lease?.pointee.remaining_ms == 500)
        }
        #expect(failure == nil)
    }
}
