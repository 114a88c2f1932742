import Foundation

/// Bodies as the service and IAM send them.
enum Body {
    /// - Parameter more: further members, each with a comma before it.
    static func instance(_ id: String = "a", _ status: String = "CREATING", _ more: String = "") -> String {
        #"{"id":"\#(id)","status":"\#(status)"\#(more)}"#
    }

    /// An instance that can be used.
    static func ready(_ more: String = "") -> String { instance("a", "RUNNING", #","url":"https://u""# + more) }

    static func page(_ ids: [String], total: Int? = nil, feature: String = "DEFAULT") -> String {
        let elements = ids.map { instance($0, "RUNNING", #","feature":"\#(feature)""#) }
        let total = total.map { #","total":\#($0)"# } ?? ""
        return #"{"data":[\#(elements.joined(separator: ","))]\#(total)}"#
    }

    static func lease(_ durationMs: Int = 3_600_000) -> String {
        #"{"create_at":1,"duration":\#(durationMs),"enable":true,"type":"timing"}"#
    }

    /// - Parameter catalog: addresses of the service, by region.
    static func token(
        project: String? = "project-1", expires: String = "2021-12-08T01:50:05.000000Z",
        catalog: [String: String] = [:]
    ) -> String {
        let project = project.map { #","project":{"id":"\#($0)","name":"eu-de"}"# } ?? ""
        let places = catalog.sorted { $0.key < $1.key }.map {
            #"{"interface":"public","region_id":"\#($0.key)","url":"\#($0.value)"}"#
        }
        let services =
            places.isEmpty ? "" : #"{"type":"modelarts","endpoints":[\#(places.joined(separator: ","))]}"#
        return #"{"token":{"expires_at":"\#(expires)"\#(project),"catalog":[\#(services)]}}"#
    }

    static func projects(_ projects: [String: String]) -> String {
        let elements = projects.map { #"{"name":"\#($0.key)","id":"\#($0.value)"}"# }
        return #"{"projects":[\#(elements.joined(separator: ","))]}"#
    }
}

extension Reply {
    /// An error of the service; without a code, one of a gateway that has no body.
    static func error(
        _ httpStatus: Int32, _ code: String = "", _ message: String = "text", headers: [String: String] = [:]
    ) -> Reply {
        let body = code.isEmpty ? "" : #"{"error_code":"\#(code)","error_msg":"\#(message)"}"#
        return .response(httpStatus, body, headers: headers)
    }

    /// A new token of IAM.
    static func token(_ token: String = "TOKEN-1", _ body: String = Body.token(), date: String? = nil) -> Reply {
        var headers = ["X-Subject-Token": token]
        headers["Date"] = date
        return .response(201, body, headers: headers)
    }

    static var instance: Reply { .response(200, Body.instance()) }
    static var noInstances: Reply { .response(200, Body.page([], total: 0)) }

    /// The same reply with other properties.
    func with(_ change: (inout Reply) -> Void) -> Reply {
        var reply = self
        change(&reply)
        return reply
    }
}
