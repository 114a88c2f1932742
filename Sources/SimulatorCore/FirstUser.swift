import Foundation

/// The user that exists from the beginning, set by options.
public struct FirstUser: Sendable {
    let identity: Identity

    /// Makes a user. Values that are nil are random.
    public init(projectID: String? = nil, token: String? = nil) {
        var identity = Identity()
        identity.projectID = projectID ?? identity.projectID
        identity.token = token ?? identity.token
        self.identity = identity
    }

    /// Returns the values that a client needs, as one JSON object.
    ///
    /// - Parameter endpoint: the address of the simulator.
    public func announcement(endpoint: String) throws -> String {
        String(decoding: try identity.json(endpoint: endpoint).text(), as: UTF8.self)
    }
}

/// An invalid setting; `description` is a sentence for users.
public struct SettingError: Error, CustomStringConvertible {
    public let description: String
}

extension Simulator {
    /// Adds the first user.
    ///
    /// - Parameter faults: one JSON text for each fault, in the order in which requests take them.
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
