import CCodelab
import Engine
import Platform
import Service

/// Makes the settings of a client's connections from the options and the environment. The caller owns the reference.
///
/// The environment is read once for each client, and never by libcurl: another thread may change it during a call, and
/// a program with raised privileges must not accept a proxy from its caller.
///
/// - Parameter allowsPlainHTTP: True if http:// is allowed to hosts other than this machine.
func connectionSettings(
    _ options: codelab_client_options, _ account: AccountSettings, allowsPlainHTTP: Bool, connectTimeoutMs: Int64,
    _ report: Report
) throws(Failure) -> UnsafeMutablePointer<ConnectionSettings> {
    var flags = ConnectionSettings.Flags()
    // The address from IAM's catalog is checked later, and may be an http:// address.
    flags.allowsPlainHTTP =
        allowsPlainHTTP || account.endpoint?.isSecure != true || account.iamEndpoint?.isSecure == false
    let authorities = try authorities(options, account, isDirectory: &flags.isDirectory, report)
    var proxy = NamedText()
    var plainProxy = proxy
    if let given = options.proxy {
        proxy = NamedText(given, "proxy")
        plainProxy = proxy
    } else if !account.isLoopback {
        proxy = NamedText(variables: "https_proxy\0HTTPS_PROXY\0all_proxy\0ALL_PROXY\0") ?? proxy
        // HTTP_PROXY is ignored: a web server sets it for CGI programs from a request header.
        plainProxy = NamedText(variables: "http_proxy\0all_proxy\0ALL_PROXY\0") ?? plainProxy
    }
    // Without the flag, plain http is allowed only to this machine.
    if !allowsPlainHTTP { plainProxy = NamedText() }
    var address = ProxyAddress()
    try check(proxy, &address, report)
    try check(plainProxy, &address, report)
    flags.proxySpeaksTLS = address.speaksTLS
    let exceptions = NamedText(variables: "no_proxy\0NO_PROXY\0") ?? NamedText()
    do throws(ResourceExhausted) {
        var texts = ByteBuffer()
        try texts.append(authorities)
        try texts.append(proxy)
        try texts.append(plainProxy)
        // libcurl only accepts "*" as the whole list.
        if !(exceptions.text == "*") { try texts.append("localhost,127.0.0.0/8,::1,") }
        try texts.append(line: exceptions.text)
        try texts.append(line: address.secret)
        return try allocate(ConnectionSettings(texts: texts, flags: flags, connectTimeoutMs: connectTimeoutMs))
    } catch {
        throw report.outOfMemory()
    }
}

private func authorities(
    _ options: codelab_client_options, _ account: AccountSettings, isDirectory: inout Bool, _ report: Report
) throws(Failure) -> NamedText {
    if let file = options.ca_file, file.pointee != 0 { return NamedText(file, "ca_file") }
    guard options.flags & UInt32(CODELAB_CLIENT_NO_ENVIRONMENT) == 0, account.mayUseTLS,
        let found = NamedText(
            variables: "CODELAB_CA_FILE\0SSL_CERT_FILE\0CURL_CA_BUNDLE\0REQUESTS_CA_BUNDLE\0OS_CACERT\0")
    else { return NamedText() }
    let kind = FileKind(path: found.cString)
    guard kind != .unreadable else {
        throw report.failure(CODELAB_E_ARGUMENT) {
            $0.write(found.name)
            $0.write(": cannot read '")
            $0.write(found.text)
            $0.write("'; name a file of certificates, or unset the variable")
        }
    }
    isDirectory = kind == .directory
    return found
}

@inline(never)
private func check(_ proxy: NamedText, _ address: inout ProxyAddress, _ report: Report) throws(Failure) {
    if proxy.text.isEmpty { return }
    do throws(ProxyAddress.Fault) {
        try address.check(proxy)
    } catch {
        switch error {
        case .outOfMemory: throw report.outOfMemory()
        case .needsTLS:
            throw Check.refuse(proxy.name, "requires a libcurl with support for HTTPS proxies; use http://", report)
        case .malformed:
            throw Check.refuse(
                proxy.name,
                """
                must be [scheme://][user:password@]host[:port] with http, https, socks4, socks4a, socks5 or socks5h; \
                in user and password write %23 for #, %2F for /, %3F for ? and %40 for @
                """, report)
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func append(line text: Bytes) throws(ResourceExhausted) {
        try append(text)
        try append(byte: 0)
    }

    fileprivate mutating func append(_ named: NamedText) throws(ResourceExhausted) {
        try append(line: named.text)
        try append(line: named.name.bytes)
    }
}
