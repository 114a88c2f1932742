package import CCodelab
package import Platform

package var documentBytes: Int { headBytes(.instance) }

package func takeInstance<Headers: HeaderSource>(
    _ head: AnswerHead<Headers>, _ block: inout Block, _ activity: Literal, receivedMs: Int64, _ report: Report
) throws(Failure) -> UnsafeMutablePointer<codelab_instance> {
    let answer = try takeAnswer(.instance, head, &block, activity, receivedMs: receivedMs, report)
    return answer.assumingMemoryBound(to: codelab_instance.self)
}

package func freeInstance(_ instance: UnsafeMutablePointer<codelab_instance>) {
    freeAnswer(UnsafeMutableRawPointer(instance))
}

package typealias OpenBody = RequestBody

extension RequestBody {
    package static func make(
        _ source: UnsafePointer<codelab_open_request>?, _ report: Report
    ) throws(Failure) -> RequestBody {
        try open(source, report)
    }
}
