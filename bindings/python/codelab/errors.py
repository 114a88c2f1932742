"""Exceptions by cause. All derive from CodelabError, and from a suitable exception of Python if there is one.

    CodelabError
    ├── ArgumentError (ValueError)             an argument is wrong
    ├── StateError (RuntimeError)              the object is closed, in use, or was made before a fork
    ├── OutOfMemoryError (MemoryError)
    ├── CancelledError                         Cancel.trigger() was called
    ├── DeadlineError (TimeoutError)           the timeout has passed
    ├── NetworkError (ConnectionError)         network
    │   ├── ResolveError, ConnectError, TLSError, TransportError
    ├── ProtocolError                          the response is not valid
    ├── RefusedError                           the service rejected the request
    │   ├── AuthenticationError, PermissionDeniedError (PermissionError), NotFoundError (LookupError),
    │   └── NotOfferedError, ConflictError, QuotaError, RateLimitError
    ├── ServiceError                           the service failed
    ├── InstanceFailedError                    the instance cannot reach the state to wait for
    └── InternalError                          internal error in libcodelab
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
    """A failed call. str() of it is one sentence that says what failed, where, and what to do.

    code: cause, as a Status
    http_status: of the last response; 0 if there was none
    curl_code: libcurl's code of the last attempt; 0 if libcurl reported no error
    retryable: True if the same call may succeed later, and sending it again is safe
    attempts: requests sent for this call
    retry_after: seconds to wait, from the service; None if it gave none
    json_offset: byte in the response at which it is not valid; None if it does not apply
    service_code: "ModelArts.6309", "APIG.0101"; "" if the service gave none
    request_id: for support requests; "" if the service gave none
    json_path: the wrong value, such as "action_progress[2].step"; else ""
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
    """An argument is wrong (http_status 0), or the service rejected it (http_status 4xx). The message names it."""


class StateError(CodelabError, RuntimeError):
    """The object is closed, was made before a fork, or is in use by another thread."""

    def __init__(self, message: str, *, code: Status = Status.E_STATE, **fields: Any) -> None:
        super().__init__(message, code=code, **fields)


class OutOfMemoryError(CodelabError, MemoryError):
    """Out of memory or file descriptors."""


class CancelledError(CodelabError):
    """Cancel.trigger() was called."""


class DeadlineError(CodelabError, TimeoutError):
    """The timeout of the call, or of one attempt, has passed."""


class NetworkError(CodelabError, ConnectionError):
    """The service could not be reached, or the connection was lost."""


class ResolveError(NetworkError):
    """The host name (or the proxy's) has no address."""


class ConnectError(NetworkError):
    """Connection refused, host unreachable, or connect_timeout has passed."""


class TLSError(NetworkError):
    """The certificate is not trusted or is for another host, or there is no common version of TLS."""


class TransportError(NetworkError):
    """The connection was lost before the response was complete."""


class ProtocolError(CodelabError):
    """The response is not valid: not JSON, a wrong type, truncated, too large. See json_path."""


class RefusedError(CodelabError):
    """The service rejected the request. service_code has its reason."""


class AuthenticationError(RefusedError):
    """The credential is missing, wrong, locked, has expired, or is not valid here."""


class PermissionDeniedError(RefusedError, PermissionError):
    """The user is not allowed to do this, or the account is in arrears."""


class NotFoundError(RefusedError, LookupError):
    """There is no such instance or image."""


class NotOfferedError(RefusedError):
    """This region does not have the call."""


class ConflictError(RefusedError):
    """The instance is busy, or its state does not allow the call."""


class QuotaError(RefusedError):
    """A quota is used up, or the flavor is sold out."""


class RateLimitError(RefusedError):
    """Too many requests. retry_after may have the time to wait."""


class ServiceError(CodelabError):
    """The service failed, or returned a status without its own class here."""


class InstanceFailedError(CodelabError):
    """The instance cannot reach the state to wait for. The message has the service's reason."""


class InternalError(CodelabError):
    """Internal error in libcodelab: please report it with codelab.library_build()."""


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

#: For codes of a newer library: the hundred of a code is its cause.
BY_HUNDRED: Dict[int, Type[CodelabError]] = {2: NetworkError, 3: ProtocolError, 4: RefusedError, 5: ServiceError}


def class_of(code: int) -> Type[CodelabError]:
    return BY_CODE.get(code) or BY_HUNDRED.get(-code // 100, CodelabError)


def error_of(code: int, raw: "_abi.codelab_error") -> CodelabError:
    """Returns the exception for a failed call."""
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
