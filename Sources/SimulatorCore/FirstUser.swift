import Foundation

/// The user that is there from the beginning, set by options.
public struct FirstUser: Sendable {
    let identity: Identity

    /// What is nil is made up.
    public init(projectID: String? = nil, token: String? = nil) {
        var identity = Identity()
        identity.projectID = projectID ?? identity.projectID
        identity.token = token ?? identity.token
        self.identity = identity
    }

    /// All that a client needs, as one JSON object.
    ///
    /// - Parameter endpoint: where the simulator listens.
    public func announcement(endpoint: String) throws -> String {
        String(decoding: try identity.json(endpoint: endpoint).text(), as: UTF8.self)
    }
}

/// Something that was set and cannot be; `description` is a sentence for people.
public struct SettingError: Error, CustomStringConvertible {
    public let description: String
}

extension Simulator {
    /// - Parameter faults: each one fault as JSON text, in the order in which they are taken.
    public func add(_ first: FirstUser, settings: Settings, faults: [String]) throws(SettingError) {
        var user = User(first.identity, settings: settings, nowMS: clock.nowMS())
        user.faults = FaultQueue(try Self.faults(parsing: faults))
        add(user)
    }

    private static func faults(parsing texts: [String]) throws(SettingError) -> [Fault] {
        var faults: [Fault] = []
        for text in texts {
            do {
                faults.append(try Fault(JSONValue(parsing: Data(text.utf8)), what: "the fault"))
            } catch let error as InputError {
                throw SettingError(description: error.sentence)
            } catch {
                throw SettingError(description: "the fault is not JSON: \(text)")
            }
        }
        return faults
    }
}
