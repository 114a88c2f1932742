import Foundation

/// The page at an instance's URL. In the service this is JupyterLab, which accepts the instance's token.
struct InstancePage {
    let nowMS: Int64

    /// Returns the page, or nil if the path is not that of an instance.
    func respond(to request: Request, in directory: UserDirectory) -> Response? {
        let segments = request.segments
        guard request.method == "GET", segments.count == 2,
            case (let user, var instance)? = directory.instance(segments[0]), request.path == instance.pagePath
        else { return nil }
        let serviceMS = user.serviceTimeMS(nowMS)
        instance.advance(toMS: serviceMS)
        let moment = instance.moment(atMS: serviceMS)
        guard moment.status == InstanceStatus.running else {
            return page(409, "Not running", "This instance is \(moment.status).")
        }
        guard let token = moment.token, token == self.token(in: request.target) else {
            return page(403, "Token needed", "Open this address with ?token= and the instance's token.")
        }
        return page(
            200, instance.name,
            "This is where the service would show JupyterLab. The simulator has none; the instance is running.")
    }

    private func token(in target: String) -> String? {
        URLComponents(string: target)?.queryItems?.first { $0.name == "token" }?.value
    }

    private func page(_ status: Int, _ title: String, _ text: String) -> Response {
        .text(
            status, "text/html; charset=utf-8",
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title></head>
            <body><h1>\(escaped(title))</h1><p>\(escaped(text))</p></body></html>

            """)
    }

    /// Escapes a text, because a test may have set any text as status.
    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}
