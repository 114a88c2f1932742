import CCodelab
import Engine
import Platform
import Service

/// All requests that the library sends to the service. For requests to IAM, see ``SignIn``.
enum CallKind {
    case open
    case create
    case show
    case start
    case stop
    case delete
    case update
    case showLease
    case renewLease
    case showImage
    case listInstances
    case listImages
    case listFlavors
    case listSwitchableFlavors
    /// The list that is searched for the instance after a lost response to *open*.
    case findFreeInstance

    /// Returns the call of an operation that is a single request of its caller.
    init(_ operation: codelab_operation) {
        self =
            switch operation {
            case CODELAB_OPERATION_OPEN: .open
            case CODELAB_OPERATION_START: .start
            case CODELAB_OPERATION_STOP: .stop
            case CODELAB_OPERATION_DELETE: .delete
            case CODELAB_OPERATION_UPDATE: .update
            case CODELAB_OPERATION_SHOW_LEASE: .showLease
            case CODELAB_OPERATION_RENEW_LEASE: .renewLease
            case CODELAB_OPERATION_SHOW_IMAGE: .showImage
            default: .show
            }
    }
}

/// The properties of a call that do not depend on its arguments: a line of ``CallKind/entry``.
struct CallEntry {
    /// The kind of object that the id in the path names.
    enum Subject {
        case none
        case instance
        case image
    }

    /// The rule by which a call continues after a response that does not settle it; see ``FollowUp``.
    enum FollowUpRule {
        case none
        case open
        case start
        case stop
        case delete
        case renewLease
    }

    let method: Method
    /// Follows `{endpoint}/v1/{project_id}`. The id of the subject is inserted between the two parts.
    let path: Literal
    var subject = Subject.none
    var pathEnd: Literal = ""
    let response: ResponseKind
    /// True if a success may have no body.
    var mayBeEmpty = false
    /// True if sending it twice has the same effect as sending it once. A second *start* or *stop* is refused and
    /// changes nothing; a lease counts from the last renewal.
    var isIdempotent = true
    var followUp = FollowUpRule.none
    /// The call as the beginning of a sentence, for messages.
    let activity: Literal
}

extension CallKind {
    /// The table of all calls.
    var entry: CallEntry {
        @inline(never) get { tableEntry }
    }

    private var tableEntry: CallEntry {
        switch self {
        case .open:
            CallEntry(
                method: .post, path: "/notebooks/open", response: .instance, isIdempotent: false, followUp: .open,
                activity: "opening the instance")
        case .create:
            CallEntry(
                method: .post, path: "/notebooks", response: .instance, isIdempotent: false, followUp: .open,
                activity: "creating the instance")
        case .show:
            CallEntry(
                method: .get, path: "/notebooks/", subject: .instance, response: .instance,
                activity: "reading the instance")
        case .start:
            CallEntry(
                method: .post, path: "/notebooks/", subject: .instance, pathEnd: "/start", response: .instance,
                followUp: .start, activity: "starting the instance")
        case .stop:
            CallEntry(
                method: .post, path: "/notebooks/", subject: .instance, pathEnd: "/stop", response: .instance,
                followUp: .stop, activity: "stopping the instance")
        case .delete:
            CallEntry(
                method: .delete, path: "/notebooks/", subject: .instance, response: .instance, mayBeEmpty: true,
                followUp: .delete, activity: "deleting the instance")
        case .update:
            CallEntry(
                method: .put, path: "/notebooks/", subject: .instance, response: .instance,
                activity: "changing the instance")
        case .showLease:
            CallEntry(
                method: .get, path: "/notebooks/", subject: .instance, pathEnd: "/lease", response: .lease,
                activity: "reading the lease")
        case .renewLease:
            CallEntry(
                method: .patch, path: "/notebooks/", subject: .instance, pathEnd: "/lease", response: .lease,
                mayBeEmpty: true, followUp: .renewLease, activity: "renewing the lease")
        case .showImage:
            CallEntry(
                method: .get, path: "/images/", subject: .image, response: .image, activity: "reading the image")
        case .listInstances:
            CallEntry(
                method: .get, path: "/notebooks", response: .instancePage, activity: "listing the instances")
        case .listImages:
            CallEntry(method: .get, path: "/images", response: .imagePage, activity: "listing the images")
        case .listFlavors:
            CallEntry(
                method: .get, path: "/notebooks/flavors", response: .flavorPage, activity: "listing the flavors")
        case .listSwitchableFlavors:
            CallEntry(
                method: .get, path: "/notebooks/", subject: .instance, pathEnd: "/flavors", response: .flavorPage,
                activity: "listing the flavors to switch to")
        case .findFreeInstance:
            // Two elements would be enough to see whether there is exactly one, but the service requires a limit of at
            // least ten.
            CallEntry(
                method: .get, path: "/notebooks?feature=DEFAULT&limit=10&offset=0", response: .instancePage,
                activity: "looking for the free instance")
        }
    }
}
