"""What can go wrong, by cause. All derive from CodelabError, and from Python's own exception where there is one.

    CodelabError
    ├── ArgumentError (ValueError)             an argument is wrong
    ├── StateError (RuntimeError)              the object cannot do this: closed, or made before a fork
    ├── OutOfMemoryError (MemoryError)
    ├── CancelledError                         Cancel.trigger() was called
    ├── DeadlineError (TimeoutError)           the time given has passed
    ├── NetworkError (ConnectionError)         the way to the service
    │   ├── ResolveError, ConnectError, TLSError, TransportError
    ├── ProtocolError                          an answer that is none
    ├── RefusedError                           the service refused
    │   ├── AuthenticationError, PermissionDeniedError (PermissionError), NotFoundError (LookupError),
    │   └── NotOfferedError, ConflictError, QuotaError, RateLimitError
    ├── ServiceError                           the service failed
    ├── InstanceFailedError                    the instance cannot get where it should
    └── InternalError                          a fault of the library
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple, Type

from . import _abi
from ._library import library
from ._values import integer, seconds
from .enums import Status

FIELDS = (
    "code",
    "http_status",
    "curl_code",
    "retryable",
    "attempts",
    "retry_after",
    "json_offset",
    "service_code",
    "request_id",
    "json_path",
)


class CodelabError(Exception):
    """A call that did not succeed; str() of it is one sentence that says what failed, where, and what to do.

    code: why, as a number of the library
    http_status: of the last answer; 0 if none came
    curl_code: what libcurl said about the last attempt; 0 if it was content
    retryable: whether the same call may succeed later, and sending it again is safe
    attempts: requests sent for this call
    retry_after: seconds that the service asked to wait; None if it did not
    json_offset: byte in the answer at which it stops making sense; None if there is no such place
    service_code: "ModelArts.6309", "APIG.0101"; "" if the service gave none
    request_id: for a ticket with the operator; "" if the service gave none
    json_path: "action_progress[2].step", where that is what is wrong; else ""
    """

    code: Status
    http_status: int
    curl_code: int
    retryable: bool
    attempts: int
    retry_after: Optional[float]
    json_offset: Optional[int]
    service_code: str
    request_id: str
    json_path: str

    def __init__(
        self,
        message: str,
        *,
        code: Status = Status.E_INTERNAL,
        http_status: int = 0,
        curl_code: int = 0,
        retryable: bool = False,
        attempts: int = 0,
        retry_after: Optional[float] = None,
        json_offset: Optional[int] = None,
        service_code: str = "",
        request_id: str = "",
        json_path: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.http_status = http_status
        self.curl_code = curl_code
        self.retryable = retryable
        self.attempts = attempts
        self.retry_after = retry_after
        self.json_offset = json_offset
        self.service_code = service_code
        self.request_id = request_id
        self.json_path = json_path

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> Tuple[Any, ...]:
        return _restored, (type(self), self.message, {name: getattr(self, name) for name in FIELDS})


def _restored(kind: Type[CodelabError], message: str, fields: Dict[str, Any]) -> CodelabError:
    return kind(message, **fields)


class ArgumentError(CodelabError, ValueError):
    """An argument is wrong (http_status 0), or the service says so (http_status 4xx). The message names it."""


class StateError(CodelabError, RuntimeError):
    """The object cannot do this: it is closed, was made before a fork, or is in use by another thread."""

    def __init__(self, message: str, *, code: Status = Status.E_STATE, **fields: Any) -> None:
        super().__init__(message, code=code, **fields)


class OutOfMemoryError(CodelabError, MemoryError):
    """No memory, or no file descriptor, was to be had."""


class CancelledError(CodelabError):
    """Cancel.trigger() was called."""


class DeadlineError(CodelabError, TimeoutError):
    """The timeout of the call, or the time for one attempt, has passed."""


class NetworkError(CodelabError, ConnectionError):
    """The service could not be reached, or the way to it broke."""


class ResolveError(NetworkError):
    """The host name (or the proxy's) has no address."""


class ConnectError(NetworkError):
    """No connection: refused, unreachable, or not within connect_timeout."""


class TLSError(NetworkError):
    """The certificate is not trusted or of another host, or there is no common version of TLS."""


class TransportError(NetworkError):
    """The connection broke before the answer was whole."""


class ProtocolError(CodelabError):
    """What came is no answer of the service: not JSON, a wrong type, truncated, too large. See json_path."""


class RefusedError(CodelabError):
    """The service refused. service_code has its reason."""


class AuthenticationError(RefusedError):
    """The credential is missing, wrong, locked, has expired, or is not valid here."""


class PermissionDeniedError(RefusedError, PermissionError):
    """The user is known, but may not do this; also: the account is in arrears."""


class NotFoundError(RefusedError, LookupError):
    """There is no such instance or image."""


class NotOfferedError(RefusedError):
    """This region does not have the call."""


class ConflictError(RefusedError):
    """The instance is in a state that does not allow this, or busy."""


class QuotaError(RefusedError):
    """A quota is used up, or nothing of that flavor is left."""


class RateLimitError(RefusedError):
    """Too many requests; retry_after may tell when to come back."""


class ServiceError(CodelabError):
    """The service failed, or answered with a status that has no class of its own here."""


class InstanceFailedError(CodelabError):
    """The instance cannot get where it should; the message has the service's reason."""


class InternalError(CodelabError):
    """A fault of the library: please report it together with codelab.library_build()."""


BY_CODE: Dict[int, Type[CodelabError]] = {
    Status.E_ARGUMENT: ArgumentError,
    Status.E_STATE: StateError,
    Status.E_NO_MEMORY: OutOfMemoryError,
    Status.E_CANCELLED: CancelledError,
    Status.E_DEADLINE: DeadlineError,
    Status.E_RESOLVE: ResolveError,
    Status.E_CONNECT: ConnectError,
    Status.E_TLS: TLSError,
    Status.E_TRANSPORT: TransportError,
    Status.E_PROTOCOL: ProtocolError,
    Status.E_AUTHENTICATION: AuthenticationError,
    Status.E_PERMISSION: PermissionDeniedError,
    Status.E_NOT_FOUND: NotFoundError,
    Status.E_NOT_OFFERED: NotOfferedError,
    Status.E_CONFLICT: ConflictError,
    Status.E_QUOTA: QuotaError,
    Status.E_RATE_LIMIT: RateLimitError,
    Status.E_SERVICE: ServiceError,
    Status.E_INSTANCE_FAILED: InstanceFailedError,
    Status.E_INTERNAL: InternalError,
}

#: For codes of a newer library: the hundred that a code stands in tells its cause.
BY_HUNDRED: Dict[int, Type[CodelabError]] = {2: NetworkError, 3: ProtocolError, 4: RefusedError, 5: ServiceError}


def class_of(code: int) -> Type[CodelabError]:
    return BY_CODE.get(code) or BY_HUNDRED.get(-code // 100, CodelabError)


def error_of(code: int, raw: "_abi.codelab_error") -> CodelabError:
    """The exception for a failed call."""
    message: str = raw.message.decode() or library.codelab_status_text(code).decode()
    return class_of(code)(
        message,
        code=Status(code),
        http_status=raw.http_status,
        curl_code=raw.curl_code,
        retryable=raw.retryable == 1,
        attempts=raw.attempts,
        retry_after=seconds(raw.retry_after_ms),
        json_offset=integer(raw.json_offset),
        service_code=raw.service_code.decode(),
        request_id=raw.request_id.decode(),
        json_path=raw.json_path.decode(),
    )
