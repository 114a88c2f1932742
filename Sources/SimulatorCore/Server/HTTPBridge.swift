import FlyingFox
import FlyingSocks
import Foundation

/// Converts the server's requests and responses to the simulator's.
struct HTTPBridge: HTTPHandler {
    let simulator: Simulator
    let console: Console

    /// The largest body that the gateway accepts.
    private static let bodyLimitBytes = 12 * 1024 * 1024

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        let request = await Self.request(request)
        var response = simulator.respond(to: request)
        // The unread part of a body would be taken for the next request.
        if request.bodyFault != nil, response.delivery == .whole { response.delivery = .last }
        if response.delayMS > 0 { try await Task.sleep(for: .milliseconds(response.delayMS)) }
        console.log(request, response, took: start.duration(to: .now))
        return Self.httpResponse(response)
    }

    private static func request(_ request: HTTPRequest) async -> Request {
        var headers: [String: String] = [:]
        for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
        let (body, fault) = await body(of: request)
        return Request(
            request.method.rawValue, request.target.rawValue, headers: headers, body: body, bodyFault: fault)
    }

    private static func body(of request: HTTPRequest) async -> (Data, Request.BodyFault?) {
        guard (request.bodySequence.count ?? 0) <= bodyLimitBytes else { return (Data(), .tooLarge) }
        var body = Data()
        do {
            for try await piece in request.bodySequence {
                body.append(piece)
                if body.count > bodyLimitBytes { return (Data(), .tooLarge) }
            }
        } catch {
            return (Data(), .unreadable)
        }
        return (body, nil)
    }

    private static func httpResponse(_ response: Response) -> HTTPResponse {
        let status = HTTPStatusCode(response.status, phrase: phrase(response.status))
        var headers = HTTPHeaders()
        for (name, value) in response.headers { headers[HTTPHeader(name)] = value }
        let bytes = Array(response.body)
        switch response.delivery {
        case .whole:
            return HTTPResponse(statusCode: status, headers: headers, body: response.body)
        case .last:
            headers[.connection] = "close"
            let body = HTTPBodySequence(from: ResponseBody.last(bytes), count: bytes.count)
            return HTTPResponse(statusCode: status, headers: headers, body: body)
        case .truncated:
            let body = HTTPBodySequence(from: ResponseBody.truncated(bytes), count: bytes.count)
            return HTTPResponse(statusCode: status, headers: headers, body: body)
        case .slow(let intervalMS):
            let pieces = ResponseBody.slow(bytes, intervalMS: intervalMS)
            return HTTPResponse(
                statusCode: status, headers: headers, body: HTTPBodySequence(from: pieces, count: bytes.count))
        case .endless:
            return HTTPResponse(
                statusCode: status, headers: headers, body: HTTPBodySequence(from: ResponseBody.endless()))
        case .reset:
            return HTTPResponse(webSocket: NoResponse())
        }
    }

    private static func phrase(_ status: Int) -> String {
        let known: [HTTPStatusCode] = [
            .ok, .created, .accepted, .noContent, .movedPermanently, .found, .seeOther, .temporaryRedirect,
            .permanentRedirect, .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .requestTimeout,
            .conflict, .payloadTooLarge, .uriTooLong, .tooManyRequests, .internalServerError, .badGateway,
            .serviceUnavailable, .gatewayTimeout,
        ]
        return known.first { $0.code == status }?.phrase ?? "Status"
    }
}
