import Synchronization

/// The simulated service without a server: it returns a response for each request. Any thread may call it.
///
/// Nothing runs between requests. Changes since the last one are computed from the clock.
public final class Simulator: Sendable {
    let clock: SimulatorClock
    private let state: Mutex<State>

    private struct State {
        var directory = UserDirectory()
        /// The address, without a slash at its end.
        var endpoint = ""
    }

    public init(clock: SimulatorClock = .system()) {
        self.clock = clock
        self.state = Mutex(State())
    }

    /// The address of the server, with which the URLs of instances begin. Set it before the first request.
    public var endpoint: String {
        get { state.withLock { $0.endpoint } }
        set { state.withLock { $0.endpoint = newValue } }
    }

    func add(_ user: User) {
        state.withLock { $0.directory.add(user) }
    }

    func respond(to request: Request) -> Response {
        let nowMS = clock.nowMS()
        let requestID = RandomText.hex32()
        var response = state.withLock { state in
            do {
                return try Self.route(request, nowMS: nowMS, requestID: requestID, &state)
            } catch {
                return Response.text(500, "text/plain; charset=utf-8", "The simulator failed: \(error)\n")
            }
        }
        // Headers that a fault has set are kept.
        response.headers.merge(["X-Request-Id": requestID, "Date": httpDate(ms: nowMS)]) { set, _ in set }
        return response
    }

    private static func route(
        _ request: Request, nowMS: Int64, requestID: String, _ state: inout State
    ) throws -> Response {
        switch request.segments.first {
        case "v1":
            let routes = ServiceRoutes(requestID: requestID, nowMS: nowMS, endpoint: state.endpoint)
            return try routes.respond(to: request, in: &state.directory)
        case "v3":
            let routes = IAMRoutes(requestID: requestID, nowMS: nowMS, endpoint: state.endpoint)
            return try routes.respond(to: request, in: &state.directory)
        case "simulator":
            let routes = ControlRoutes(nowMS: nowMS, endpoint: state.endpoint)
            return try routes.respond(to: request, in: &state.directory)
        default:
            let page = InstancePage(nowMS: nowMS).respond(to: request, in: state.directory)
            return try page ?? ServiceError.noRoute.response(requestID: requestID)
        }
    }
}
